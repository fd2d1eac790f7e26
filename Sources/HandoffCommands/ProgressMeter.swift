internal import Dispatch
internal import DurableFiles
internal import Redaction
internal import Synchronization

/// Shows a person at the terminal how far a job is, once it takes longer than a moment.
final class ProgressMeter {
  let progress = JobProgress()
  private let timer: (any DispatchSourceTimer)?
  private let interruption: Int

  /// - Parameter isShown: false to show nothing, ever.
  init(isShown: Bool) {
    interruption = Interruption.add { StatusLine.close() }
    guard isShown, StatusLine.isPossible else {
      timer = nil
      return
    }
    let text = Mutex(ProgressText())
    let start = DispatchTime.now().uptimeNanoseconds
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "handoff.progress"))
    timer.schedule(deadline: .now() + .milliseconds(500), repeating: .milliseconds(100))
    timer.setEventHandler { [progress] in
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      StatusLine.draw(
        text.withLock { $0.line(progress.snapshot, at: seconds, width: StatusLine.width) })
    }
    timer.resume()
    self.timer = timer
  }

  convenience init(_ console: Console) {
    self.init(isShown: !console.isQuiet)
  }

  /// Takes the line away; nothing is drawn any more.
  func stop() {
    timer?.cancel()
    Interruption.remove(interruption)
    StatusLine.clear()
  }
}

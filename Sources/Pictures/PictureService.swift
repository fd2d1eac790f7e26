internal import Synchronization

/// Reads and paints pictures in processes that are started when the first one comes, one for each
/// thread that asks.
package final class PictureService: Sendable {
  /// One that waits for the next picture.
  // Unchecked: whoever took it has it alone.
  private struct Idle: @unchecked Sendable {
    let process: PictureProcess
  }

  private let launcher: [String]
  private let idle = Mutex<[Idle]>([])

  /// - Parameter launcher: starts ``PictureWorker/serve()``.
  package init(launcher: [String]) {
    self.launcher = launcher
  }

  package func read(
    _ picture: [UInt8], _ format: PictureFormat
  ) throws(PictureFault) -> [PicturePage] {
    let request = PictureRequest(format: format, patches: nil, picture: picture)
    guard case .read(let pages) = try ask(request) else { throw .crashed }
    return pages
  }

  /// - Returns: the picture without what the patches cover and all that isn't a pixel, and what can
  ///   still be read in it.
  package func paint(
    _ patches: [PicturePatch], on picture: [UInt8], _ format: PictureFormat
  ) throws(PictureFault) -> (bytes: [UInt8], proof: [PicturePage]) {
    let request = PictureRequest(format: format, patches: patches, picture: picture)
    guard case .painted(let bytes, let proof) = try ask(request) else { throw .crashed }
    return (bytes, proof)
  }

  private func ask(_ request: PictureRequest) throws(PictureFault) -> PictureResponse {
    guard request.picture.count <= PictureLimits.bytes else { throw .tooLarge }
    let process: PictureProcess
    if let waiting = idle.withLock({ $0.popLast() }) {
      process = waiting.process
    } else {
      process = try PictureProcess(launcher)
    }
    let response = try process.ask(request)
    idle.withLock { $0.append(Idle(process: process)) }
    if case .failed(let fault) = response { throw fault }
    return response
  }
}

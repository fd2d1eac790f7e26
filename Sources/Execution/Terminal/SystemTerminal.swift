import Documents

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The terminal of the process: messages on standard error, answers from `/dev/tty`.
package final class SystemTerminal: RunTerminal {
  package let isInteractive: Bool
  private let signals: SignalPipe
  private let isQuiet: Bool
  private var lineIsOpen = false
  private var hasStatus = false
  /// Whether a line can be drawn anew.
  private let canDraw: Bool

  package init(signals: SignalPipe, isQuiet: Bool) {
    self.signals = signals
    self.isQuiet = isQuiet
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    canDraw = getenv("TERM").map { !["", "dumb"].contains(String(cString: $0)) } ?? false
  }

  package var width: Int {
    var size = winsize()
    guard isatty(STDERR_FILENO) == 1, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return 80 }
    return Int(size.ws_col)
  }

  package func say(_ line: String) {
    // Whoever is asked something must see what it is about.
    guard !isQuiet || isInteractive else { return }
    clearStatus()
    if lineIsOpen { put("\n") }
    lineIsOpen = false
    put(PrintableText.line(line) + "\n")
  }

  package func show(_ bytes: [UInt8]) {
    guard !isQuiet else { return }
    clearStatus()
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where scalar != "\r" {
      if !lineIsOpen { text += "  | " }
      lineIsOpen = scalar != "\n"
      if scalar == "\n" || scalar == "\t" {
        text.unicodeScalars.append(scalar)
      } else {
        text += PrintableText.line(String(scalar))
      }
    }
    put(text)
  }

  package func status(_ text: String) {
    guard isInteractive, canDraw, !lineIsOpen else { return }
    clearStatus()
    guard !text.isEmpty else { return }
    put(String(PrintableText.line(text).prefix(max(10, width - 1))))
    hasStatus = true
  }

  private func clearStatus() {
    if hasStatus { put("\r\u{1B}[K") }
    hasStatus = false
  }

  package func ask(_ question: String, isHidden: Bool) throws -> String? {
    clearStatus()
    if lineIsOpen { put("\n") }
    lineIsOpen = false
    put(PrintableText.line(question) + " ")
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var former = termios()
    let canHide = isHidden && tcgetattr(descriptor, &former) == 0
    if canHide {
      var silent = former
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(descriptor, TCSANOW, &silent)
    } else {
      // What was typed before the question was asked is no answer to it.
      tcflush(descriptor, TCIFLUSH)
    }
    defer {
      if canHide {
        tcsetattr(descriptor, TCSANOW, &former)
        put("\n")
      }
    }
    return try readLine(from: descriptor)
  }

  private func readLine(from descriptor: Int32) throws -> String? {
    var line: [UInt8] = []
    while true {
      var polled = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&polled, 2, 500)
      if let signal = signals.received {
        put("\n")
        throw RunInterruption(signal: signal)
      }
      guard polled[0].revents != 0 else { continue }
      var byte: UInt8 = 0
      let count = read(descriptor, &byte, 1)
      if count == 1, byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      if count == 1 {
        line.append(byte)
      } else if count == 0 || errno != EINTR {
        // A terminal that goes also sends SIGHUP, a moment sooner or later.
        var polled = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&polled, 1, 300)
        if let signal = signals.received { throw RunInterruption(signal: signal) }
        return nil
      }
    }
  }

  /// A terminal that is gone is no reason to fail: the journal has it all.
  private func put(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return
      }
    }
  }
}

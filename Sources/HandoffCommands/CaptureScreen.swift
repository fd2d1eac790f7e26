internal import Execution
internal import Redaction

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What whoever watches a capture sees of it: redacted line by line.
final class CaptureScreen {
  private struct Part {
    let redaction: ShownRedaction
    let descriptor: Int32
    var isGone = false
  }

  private var parts: [Part] = []

  init(_ setup: RedactionSetup, _ named: NamedValues, isHidden: Bool) throws {
    guard !isHidden else { return }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      parts.append(
        Part(
          redaction: try ShownRedaction(rules: setup.rules, key: setup.key, named: named),
          descriptor: descriptor))
    }
  }

  func show(_ stream: ForegroundChild.Stream, _ bytes: ArraySlice<UInt8>) {
    step(stream == .output ? 0 : 1) { try $0.feed(Array(bytes)) }
  }

  func finish() {
    for index in parts.indices { step(index) { try $0.finish() } }
  }

  /// Whoever watches may have gone, and what can't be judged isn't shown: the capture goes on.
  private func step(_ index: Int, _ body: (ShownRedaction) throws -> [UInt8]) {
    guard index < parts.count, !parts[index].isGone else { return }
    guard let bytes = try? body(parts[index].redaction) else {
      parts[index].isGone = true
      return
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(parts[index].descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        parts[index].isGone = true
        return
      }
    }
  }
}

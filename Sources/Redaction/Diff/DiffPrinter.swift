import Documents

/// How a diff is shown.
package enum DiffStyle: Sendable {
  /// The bytes of the text, for programs.
  case plain
  /// For a person: what would move or deceive a terminal is told.
  case terminal(hasColors: Bool)
}

/// Writes the lines of a diff.
final class DiffPrinter {
  enum Kind: UInt8 {
    case same = 0x20
    case removed = 0x2D
    case added = 0x2B
  }

  private let style: DiffStyle
  private let output: (UnsafeRawBufferPointer) throws -> Void
  private var pending: [UInt8] = []

  /// - Parameter output: called with one piece behind the other.
  init(_ style: DiffStyle, _ output: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.style = style
    self.output = output
  }

  /// What stands before the hunks of a file.
  func head(_ old: String, _ new: String) throws {
    try put("--- \(old)", color: 1)
    try put("+++ \(new)", color: 1)
  }

  func renamed(_ old: String, _ new: String) throws {
    try put("rename from \(old)", color: 1)
    try put("rename to \(new)", color: 1)
  }

  func binary(_ old: String, _ new: String) throws {
    try put("Binary files \(old) and \(new) differ", color: 1)
  }

  /// What is said of an input that lines can't show.
  func note(_ text: String) throws { try put(text, color: nil) }

  func hunk(_ old: String, _ new: String) throws { try put("@@ -\(old) +\(new) @@", color: 36) }

  func lines(_ text: DiffText, _ range: Range<Int>, _ kind: Kind) throws {
    var isBegun = false
    let color = kind == .removed ? 31 : kind == .added ? 32 : nil as Int?
    try text.forEachPiece(range) { block in
      var position = 0
      while position < block.count {
        if !isBegun {
          begin(color)
          pending.append(kind.rawValue)
          isBegun = true
        }
        let rest = UnsafeRawBufferPointer(rebasing: block[position...])
        let end = rest.firstIndex(of: 0x0A)
        append(UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)]))
        position += end.map { $0 + 1 } ?? rest.count
        if end != nil {
          self.end(color)
          isBegun = false
          try flush(1 << 16)
        }
      }
      try flush(1 << 16)
    }
    guard isBegun else { return }
    end(color)
    pending += "\\ No newline at end of file\n".utf8
  }

  func finish() throws { try flush(1) }

  private func put(_ text: String, color: Int?) throws {
    begin(color)
    pending += PrintableText.line(text).utf8
    end(color)
    try flush(1 << 16)
  }

  private func begin(_ color: Int?) {
    if let color, case .terminal(true) = style { pending += "\u{1B}[\(color)m".utf8 }
  }

  private func end(_ color: Int?) {
    if color != nil, case .terminal(true) = style { pending += "\u{1B}[m".utf8 }
    pending.append(0x0A)
  }

  private func append(_ bytes: UnsafeRawBufferPointer) {
    guard case .terminal = style else {
      pending += bytes
      return
    }
    let line = bytes.last == 0x0D ? UnsafeRawBufferPointer(rebasing: bytes.dropLast()) : bytes
    var isFirst = true
    for part in line.split(separator: 0x09, omittingEmptySubsequences: false) {
      if !isFirst { pending.append(0x09) }
      isFirst = false
      pending += PrintableText.line(String(decoding: part, as: UTF8.self)).utf8
    }
  }

  private func flush(_ size: Int) throws {
    guard pending.count >= size else { return }
    try pending.withUnsafeBytes(output)
    pending.removeAll(keepingCapacity: true)
  }
}

/// The names of tickets, which become parts of file names.
public enum TicketID {
  /// `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
  public static func isValid(_ text: String, length: Int = 64) -> Bool {
    func isWord(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    guard let first = text.utf8.first, text.utf8.count <= length, isWord(first) else {
      return false
    }
    return text.utf8.allSatisfy { isWord($0) || [0x2E, 0x2D, 0x5F].contains($0) }
  }
}

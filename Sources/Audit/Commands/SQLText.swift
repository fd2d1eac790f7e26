/// SQL cut into statements that can be compared.
enum SQLText {
  /// Statements without their ends, blanks between words made one; quoted texts as they are.
  static func statements(_ text: String) -> [String] {
    var all: [String] = []
    var current: [UInt8] = []
    var quote: UInt8?
    let bytes = Array(text.utf8)
    var index = 0
    func end() {
      while current.last == 0x20 { current.removeLast() }
      if !current.isEmpty { all.append(String(decoding: current, as: UTF8.self)) }
      current = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        current.append(byte)
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        quote = byte
        current.append(byte)
      case UInt8(ascii: ";"): end()
      case UInt8(ascii: "-") where index < bytes.count && bytes[index] == byte:
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      case 0x20, 0x09, 0x0A, 0x0D:
        if !current.isEmpty, current.last != 0x20 { current.append(0x20) }
      default: current.append(byte)
      }
    }
    end()
    return all
  }

  private static let readers: Set<String> = [
    "SELECT", "SHOW", "EXPLAIN", "TABLE", "VALUES", "BEGIN", "START", "COMMIT", "END", "ROLLBACK",
    "SET", "RESET", "DISCARD", "FETCH", "CLOSE", "DECLARE", "DEALLOCATE",
  ]
  private static let effects = [
    "pg_terminate_backend", "pg_cancel_backend", "pg_reload_conf", "pg_rotate_logfile",
    "pg_promote", "setval", "nextval", "lo_", "dblink", "set_config", "pg_read_file",
    "pg_ls_dir", " into ", "for update", "pg_advisory", "pg_switch_wal", "pg_logical",
  ]

  /// By the first words alone, and without a function that is known to change something.
  static func onlyReads(_ text: String) -> Bool {
    let lower = text.lowercased()
    return statements(text).allSatisfy { statement in
      let words = statement.split(whereSeparator: { !$0.isLetter && $0 != "_" })
      guard let first = words.first?.uppercased(), readers.contains(first) else { return false }
      return first != "EXPLAIN" || !statement.lowercased().contains("analy")
    } && !effects.contains { lower.contains($0) }
  }
}

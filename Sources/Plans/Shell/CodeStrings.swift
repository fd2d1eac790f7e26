/// The string literals of a program in another language that could be shell commands.
enum CodeStrings {
  /// Literals, and lists of literals (`["rm", "-rf", "/"]`) joined with blanks.
  static func commands(in code: String) -> [String] {
    let bytes = Array(code.utf8)
    var results: [String] = []
    var run: [String] = []
    var index = 0
    func flush(_ run: inout [String]) {
      if run.count > 1 { results.append(run.joined(separator: " ")) }
      results += run
      run = []
    }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == .quote || byte == .doubleQuote || byte == .backtick else {
        // Only a comma or a bracket keeps literals of one list together.
        if ![.space, .tab, .newline, UInt8(ascii: ","), UInt8(ascii: "[")].contains(byte) {
          flush(&run)
        }
        continue
      }
      var text: [UInt8] = []
      while index < bytes.count, bytes[index] != byte {
        if bytes[index] == .backslash, index + 1 < bytes.count {
          index += 1
          text.append(bytes[index] == UInt8(ascii: "n") ? .newline : bytes[index])
        } else {
          text.append(bytes[index])
        }
        index += 1
      }
      index += 1
      run.append(String(decoding: text, as: UTF8.self))
    }
    flush(&run)
    return results
  }
}

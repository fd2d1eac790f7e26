internal import Documents

/// Gives each path of a tree a name that every system and every reader of archives takes.
///
/// Backslashes, control and bidi characters become `_`; names that differ only by case or
/// normalisation get a number; too long ones are cut.
package struct PortableNames {
  private var names: [BytePath: String] = [:]
  private var taken: Set<String> = []

  package init() {}

  /// - Parameter path: relative, `/` between its components; the same path, the same answer.
  package mutating func name(_ path: String) -> String {
    if let known = names[BytePath(path)] { return known }
    var parent = ""
    var component = path
    if let slash = path.lastIndex(of: "/") {
      parent = name(String(path[..<slash])) + "/"
      component = String(path[path.index(after: slash)...])
    }
    let plain = Self.clean(component)
    var candidate = parent + plain
    var number = 2
    while !taken.insert(candidate.uppercased().lowercased()).inserted {
      candidate = parent + Self.numbered(plain, number)
      number += 1
    }
    names[BytePath(path)] = candidate
    return candidate
  }

  private static func clean(_ component: String) -> String {
    var text = ""
    for scalar in component.unicodeScalars {
      let isRefused = scalar == "\\" || PrintableText.isDeceptive(scalar)
      text.unicodeScalars.append(isRefused ? "_" : scalar)
      if text.utf8.count > 240 { break }
    }
    return text.isEmpty || text == "." || text == ".." ? "_" : text
  }

  /// `report.txt` → `report-2.txt`.
  private static func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(name)-\(number)"
    }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }
}

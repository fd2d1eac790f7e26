/// What a path stands for when it is deleted, overwritten or given away.
enum PathDanger: String, CaseIterable {
  /// `/`, or everything directly below it.
  case root
  /// A home folder, or everything directly in it.
  case home
  /// Everything in the current folder, or the folder itself or one above.
  case wildcard
  /// A folder directly below `/`, such as `/etc`.
  case top
  /// Any folder directly below `/` but /tmp.
  case shallow
  /// A folder that a system or its services need.
  case system
  /// A disk, a partition or memory.
  case device
  /// A path that an empty variable makes another one.
  case unguarded
  /// A repository's own data.
  case repository

  static func of(_ word: ShellWord) -> Set<PathDanger> {
    var text = ""
    var result: Set<PathDanger> = []
    var variableEnds: [Int] = []
    for (index, part) in word.parts.enumerated() {
      switch part {
      case .literal(let piece, let isQuoted):
        if index == 0, !isQuoted, piece == "~" || piece.hasPrefix("~/") {
          text += "\u{2}" + piece.dropFirst()
        } else if index == 0, !isQuoted, piece.hasPrefix("~") {
          // ~name
          let rest = piece.drop { $0 != "/" }
          text += "\u{2}" + rest
        } else {
          text += piece
        }
      case .variable(let variable):
        if variable.name == "HOME" {
          text += "\u{2}"
        } else if variable.isGuarded {
          text += "guarded"
        } else if let fallback = variable.fallback, !fallback.isEmpty, !fallback.contains("$") {
          text += fallback
        } else if variable.name == "$" || variable.name == "PPID" || variable.name == "UID" {
          text += "1"
        } else {
          variableEnds.append(text.count)
        }
      case .substitution, .arithmetic:
        if case .arithmetic = part { text += "1" } else { variableEnds.append(text.count) }
      }
    }
    if !variableEnds.isEmpty, isUnguarded(text, holes: variableEnds) { result.insert(.unguarded) }
    // What an unknown value starts is nowhere yet.
    if !variableEnds.contains(0) { result.formUnion(of(text: text)) }
    return result
  }

  /// Whether the path without the variables' values is a folder rather than a part of a name.
  private static func isUnguarded(_ text: String, holes: [Int]) -> Bool {
    let characters = Array(text)
    for hole in holes {
      let before = hole > 0 ? characters[hole - 1] : nil
      let after = hole < characters.count ? characters[hole] : nil
      let isWholePart = (before == nil || before == "/") && (after == nil || after == "/")
      guard isWholePart else { continue }
      // /tmp/build/$id/cache keeps a name of its own at its end.
      if hole > 0, let after, after == "/",
        !String(characters[(hole + 1)...]).allSatisfy({ "*/.".contains($0) })
      {
        continue
      }
      return true
    }
    return false
  }

  private static let systemFolders: Set<String> = [
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "opt", "proc", "root", "run",
    "sbin", "srv", "sys", "usr", "var", "home", "mnt", "media", "Users", "System", "Library",
    "Applications", "data", "backup", "backups",
  ]

  /// Folders whose content is there to be thrown away.
  private static let scratch: [String] = [
    "/tmp/", "/var/tmp/", "/var/cache/", "/private/tmp/", "/dev/shm/", "/run/lock/",
  ]

  private static let throwaway: Set<String> = [
    "tmp", "temp", "build", "dist", "node_modules", "target", "cache", "Downloads",
  ]

  static func of(text original: String) -> Set<PathDanger> {
    var result: Set<PathDanger> = []
    let text = normalised(original)
    let parts = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let isGlobbed =
      parts.last.map { $0.allSatisfy { "*.?[]!{},".contains($0) } && $0.contains("*") } ?? false
    let folder = isGlobbed ? Array(parts.dropLast()) : parts
    if text.hasPrefix("\u{2}") {
      let depth = folder.count
      if depth <= 1 { result.insert(.home) }
      if depth == 2,
        [".ssh", ".gnupg", ".aws", ".kube", "Documents", ".config"].contains(folder[1])
      {
        result.insert(.home)
      }
      if depth == 2, !folder[1].hasPrefix("."), !throwaway.contains(folder[1]) {
        result.insert(.home)
      }
      return result
    }
    if text.hasPrefix("/") {
      if folder.isEmpty { return [.root] }
      if folder.count == 1, systemFolders.contains(folder[0]) { result.insert(.top) }
      if folder.count == 1, folder[0] != "tmp" { result.insert(.shallow) }
      if isDevice(folder) { result.insert(.device) }
      if folder[0] == "home" || folder[0] == "Users", folder.count <= 2 { result.insert(.home) }
      if folder[0] == "root", folder.count == 1 { result.insert(.home) }
      if folder.last == ".git" { result.insert(.repository) }
      if scratch.contains(where: { text.hasPrefix($0) }), !(isGlobbed && folder.count <= 1) {
        return result
      }
      if isSystem(folder) { result.insert(.system) }
      return result
    }
    if folder.last == ".git" { result.insert(.repository) }
    if folder.isEmpty || folder.allSatisfy({ $0 == "." || $0 == ".." }) {
      if isGlobbed || parts.contains(where: { $0 == "." || $0 == ".." }) {
        result.insert(.wildcard)
      }
    }
    return result
  }

  private static func isSystem(_ folder: [String]) -> Bool {
    guard systemFolders.contains(folder[0]) else { return false }
    switch folder[0] {
    case "home", "Users": return folder.count <= 2
    case "opt", "srv", "mnt", "media", "data", "backup", "backups", "Applications":
      return folder.count <= 2
    case "var":
      if folder.count <= 2 { return true }
      return ["lib", "log", "www", "mail", "spool", "backups"].contains(folder[1])
        && folder.count <= 3
    case "run": return folder.count <= 1
    case "root": return folder.count <= 1
    default: return true
    }
  }

  /// `/dev/sda`, `/dev/mapper/…`; not `/dev/null` and its kind.
  private static func isDevice(_ folder: [String]) -> Bool {
    guard folder.count >= 2, folder[0] == "dev" else { return false }
    let harmless = [
      "null", "zero", "stdout", "stderr", "stdin", "tty", "full", "random", "urandom", "fd", "shm",
      "pts", "tcp", "udp", "ptmx", "log", "console",
    ]
    return !harmless.contains { folder[1] == $0 } && !folder[1].hasPrefix("tty")
  }

  /// Without repeated slashes, `.` parts and resolvable `..` parts.
  private static func normalised(_ text: String) -> String {
    guard text.hasPrefix("/") || text.hasPrefix("\u{2}/") else { return text }
    let lead = text.hasPrefix("/") ? "/" : ""
    var parts: [Substring] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: true) {
      if part == "." { continue }
      if part == "..", lead == "/" {
        if !parts.isEmpty { parts.removeLast() }
      } else {
        parts.append(part)
      }
    }
    return lead + parts.joined(separator: "/") + (text.hasSuffix("/") && !parts.isEmpty ? "/" : "")
  }
}

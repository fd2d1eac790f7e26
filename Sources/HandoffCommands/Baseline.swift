internal import Documents
internal import DurableFiles
internal import Redaction

/// Findings that are known: they don't count.
struct Baseline: Codable {
  struct Entry: Codable {
    let rule: String
    let file: String
    /// For people; lines move.
    let line: Int
    let context: String

    init(_ finding: SecretCheck.Finding) {
      rule = finding.rule
      file = Baseline.name(finding.file)
      line = finding.line
      context = finding.context
    }
  }

  private let apiVersion: String
  private let kind: String
  private(set) var findings: [Entry] = []

  init() {
    apiVersion = Self.version
    kind = Self.name
  }

  private static let version = "handoff/v1"
  private static let name = "Baseline"
  private static let mend =
    "name a file that --write-baseline wrote, or write it anew under another name"

  mutating func add(_ finding: SecretCheck.Finding) { findings.append(Entry(finding)) }

  /// - Throws: ``FileError`` where it can't be read, ``Diagnostic`` where it isn't a baseline.
  static func read(_ path: String) throws -> Baseline {
    let bytes = try DurableFile.read(path)
    let baseline: Baseline
    do {
      baseline = try JSONText.decode(Baseline.self, from: bytes, file: path)
    } catch {
      var fault = error
      fault.message = "not a baseline: \(fault.message)"
      fault.hint = mend
      throw fault
    }
    guard baseline.kind == name, baseline.apiVersion == version else {
      throw Diagnostic(
        file: path, message: "not a baseline of this version (kind \(name), apiVersion \(version))",
        hint: mend)
    }
    for (index, entry) in baseline.findings.enumerated() {
      let isDigest =
        entry.context.utf8.count == 64
        && entry.context.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
      guard isDigest, !entry.rule.isEmpty, !entry.file.isEmpty, entry.line >= 0 else {
        throw Diagnostic(
          file: path, message: "entry \(index + 1) of 'findings' is damaged", hint: mend)
      }
    }
    return baseline
  }

  /// Whole or not at all.
  func write(_ path: String) throws {
    let text = try JSONText.encode(self, pretty: true)
    let file = try PendingFile(path, replacing: true)
    try text.withUnsafeBytes { try file.write($0) }
    try file.commit()
  }

  fileprivate static func name(_ file: String) -> String {
    var file = file[...]
    while file.hasPrefix("./") { file = file.dropFirst(2) }
    return String(file)
  }
}

/// Tells known findings from new ones: as many of each as the baseline lists.
struct KnownFindings: Sendable {
  private struct Key: Hashable {
    let rule: String
    let file: String
    let context: String

    init(_ entry: Baseline.Entry) {
      rule = entry.rule
      file = entry.file
      context = entry.context
    }
  }

  private var left: [Key: Int] = [:]
  private(set) var count = 0

  init(_ baseline: Baseline) {
    for entry in baseline.findings { left[Key(entry), default: 0] += 1 }
  }

  mutating func take(_ finding: SecretCheck.Finding) -> Bool {
    let key = Key(Baseline.Entry(finding))
    guard let more = left[key], more > 0 else { return false }
    left[key] = more - 1
    count += 1
    return true
  }
}

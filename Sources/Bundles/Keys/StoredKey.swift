public import Documents
internal import DurableFiles
internal import Redaction

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A key in the state folder with its vault, as far as they can be used.
public struct StoredKey: Sendable {
  public struct VaultFacts: Sendable {
    public let path: String
    public let bytes: Int
    /// Nil where it can't be opened.
    public let entries: Int?
  }

  /// The ticket, or `default`.
  public let name: String
  public let path: String
  /// When its file was written; nil where there is none.
  public let made: Timestamp?
  /// Nil where it can't be used.
  public let fingerprint: String?
  public let vault: VaultFacts?
  /// What is wrong, each with its path.
  public let problems: [String]

  /// By name. A vault whose key is gone counts too.
  public static func all(in folder: String) throws -> [StoredKey] {
    guard let listing = opendir(folder) else {
      guard errno != ENOENT else { return [] }
      throw FileError(
        code: .system, path: folder, message: "cannot be listed",
        hint: "it should be a folder of yours alone: chmod 700 \(folder)")
    }
    defer { closedir(listing) }
    var names: Set<String> = []
    while let entry = readdir(listing) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      for suffix in [".key", ".vault"] where file.hasSuffix(suffix) {
        let name = String(file.dropLast(suffix.count))
        if TicketID.isValid(name) { names.insert(name) }
      }
    }
    return names.sorted().map { StoredKey(name: $0, path: "\(folder)/\($0).key") }
  }

  private init(name: String, path: String) {
    self.name = name
    self.path = path
    var problems: [String] = []
    var key: PlaceholderKey?
    do { key = try PlaceholderKey.load(path, creating: false) } catch {
      problems.append(Self.text(error, path))
    }
    var status = stat()
    made = stat(path, &status) == 0 ? Self.modified(status) : nil
    fingerprint = key?.fingerprint
    let vaultPath = Vault.path(keyPath: path)
    if stat(vaultPath, &status) == 0 {
      var entries: Int?
      if let key {
        do { entries = try Vault(keyPath: path, key: key).count() } catch {
          problems.append(Self.text(error, vaultPath))
        }
      }
      vault = VaultFacts(path: vaultPath, bytes: Int(status.st_size), entries: entries)
    } else {
      vault = nil
    }
    self.problems = problems
  }

  private static func modified(_ status: stat) -> Timestamp {
    #if canImport(Glibc)
      Timestamp(seconds: Int64(status.st_mtim.tv_sec))
    #else
      Timestamp(seconds: Int64(status.st_mtimespec.tv_sec))
    #endif
  }

  private static func text(_ error: any Error, _ path: String) -> String {
    switch error {
    case let error as any ReportedError: error.report + (error.hint.map { "; \($0)" } ?? "")
    case let error as FileError where error.code == .missing: "\(path): there is no key"
    case let error as FileError: error.description
    default: "\(path): can't be used"
    }
  }
}

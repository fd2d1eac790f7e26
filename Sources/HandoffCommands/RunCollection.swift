internal import Documents
internal import DurableFiles
internal import Execution
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The runs and bundles in folders that a person names.
struct RunCollection {
  enum Place: Hashable {
    /// Of a run, or an evidence bundle that was opened.
    case folder(String)
    /// What may be an evidence bundle.
    case bundle(String)

    var path: String {
      switch self {
      case .folder(let path), .bundle(let path): path
      }
    }
  }

  private(set) var places: [Place] = []
  /// Lists of what was refused before a run had a folder.
  private(set) var refusals: [String] = []
  /// Run folders without a journal.
  private(set) var bare: [String] = []
  /// Named folders in which there is nothing.
  private(set) var empty: [String] = []

  private static let suffixes = [".tar.zst", ".tar.gz", ".tar.zst.age", ".tar.gz.age"]

  /// - Parameter paths: of runs, of bundles, or of folders that hold some.
  /// - Throws: `FileError` for a path that is missing or can't be read.
  init(_ paths: [String]) throws {
    for path in paths {
      let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      guard RegularFile.exists(path) else {
        throw FileError(
          code: .missing, path: path, message: "no such folder",
          hint: "name a run's folder, or a folder of runs; by default they stand in \(Self.home)")
      }
      guard RegularFile.isFolder(path) else {
        places.append(.bundle(path))
        continue
      }
      let before = places.count + bare.count + refusals.count
      try add(path, isNamed: true)
      if places.count + bare.count + refusals.count == before { empty.append(path) }
    }
    places = Array(Set(places)).sorted { $0.path < $1.path }
    refusals = Set(refusals).sorted()
  }

  /// Where runs stand by default.
  static var home: String {
    let any = RunPlan.folder(of: "x")
    return String(any.dropLast(2))
  }

  private mutating func add(_ path: String, isNamed: Bool) throws {
    let folder = RunFolder(path)
    if RegularFile.exists(folder.journal) { return places.append(.folder(path)) }
    if ["/run.json", "/marks", "/checkpoint.txt"].contains(where: { RegularFile.exists(path + $0) })
    {
      return bare.append(path)
    }
    guard isNamed else { return }
    for name in try Self.names(in: path) {
      let inner = "\(path)/\(name)"
      if RegularFile.isFolder(inner) {
        try add(inner, isNamed: false)
      } else if name == RefusalLog.fileName {
        refusals.append(inner)
      } else if Self.suffixes.contains(where: { name.hasSuffix($0) }) {
        places.append(.bundle(inner))
      }
    }
  }

  private static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

import Crypto
public import Documents
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The secret of one ticket: 32 random bytes from which placeholders follow.
///
/// Without it a placeholder can't be traced back to its value; delete it and nobody can.
public struct PlaceholderKey: Sendable {
  /// For HMAC-SHA-256 of values.
  let authentication: SymmetricKey
  /// For the vault.
  let sealing: SymmetricKey
  /// Names the key without telling it: 16 hex, from a subkey of its own.
  public let fingerprint: String

  /// - Parameter bytes: exactly 32.
  /// - Throws: ``KeyFault``.
  public init(bytes: [UInt8], path: String = "") throws(KeyFault) {
    guard bytes.count == 32 else {
      throw KeyFault(
        path: path, message: "is not a key: it holds \(bytes.count) bytes, not 32",
        hint: "name another file, or let handoff make a new key")
    }
    let master = SymmetricKey(data: bytes)
    func subkey(_ purpose: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: master, info: Array("handoff/v1 \(purpose)".utf8), outputByteCount: 32)
    }
    authentication = subkey("placeholder")
    sealing = subkey("vault")
    fingerprint = subkey("fingerprint").withUnsafeBytes { Hex.string($0.prefix(8)) }
  }

  /// Reads a key file, or makes one where none stands.
  ///
  /// - Throws: ``KeyFault`` for a file of another size, or one that others may read.
  public static func load(_ path: String, creating: Bool = true) throws -> PlaceholderKey {
    var status = stat()
    if stat(path, &status) != 0 {
      guard errno == ENOENT, creating else {
        throw FileError(Errno(rawValue: errno), path: path, doing: "read the key")
      }
      return try create(path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw KeyFault(path: path, message: "is not a key: it is not a regular file", hint: nil)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw KeyFault(
        path: path, message: "may be read by others", hint: "chmod 600 \(path)")
    }
    return try PlaceholderKey(bytes: DurableFile.read(path, limit: 1 << 16), path: path)
  }

  /// A key that nothing keeps: for jobs that write no placeholder.
  package static func ephemeral() throws(KeyFault) -> PlaceholderKey {
    try PlaceholderKey(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
  }

  private static func create(_ path: String) throws -> PlaceholderKey {
    let folder = FilePath(path).removingLastComponent()
    if !folder.isEmpty {
      try DurableFile.makeFolders(folder.string, mode: .ownerReadWriteExecute)
    }
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    do {
      try DurableFile.write(bytes, to: path, mode: .ownerReadWrite)
    } catch {
      // Another job was quicker: its key is the key.
      if error.code == .exists { return try load(path, creating: false) }
      throw error
    }
    return try PlaceholderKey(bytes: bytes, path: path)
  }
}

/// A key file that can't be used.
public struct KeyFault: ReportedError, CustomStringConvertible {
  public let path: String
  public let message: String
  public let hint: String?

  public var report: String { path.isEmpty ? message : "\(path): \(message)" }
  public var description: String { report }
  public var exitStatus: Int32 { 1 }
}

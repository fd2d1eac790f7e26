import Crypto
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The vault's file: a head, then sealed records, each bound to its place.
///
/// The head is a magic word, a random id, the key's fingerprint and an AES-GCM box of nothing over
/// them. A record is its box's length, that length's complement, and the box (nonce, text, tag),
/// which also vouches for the vault's id, the record's number and the tag of the box before it. So
/// a record that is changed, moved, left out or from another vault doesn't open; one that ends with
/// the file was cut off when a job was killed, and the next job writes over it.
///
/// Reading and writing need the lock.
final class VaultFile {
  private static let magic = Array("handoff-vault-3\n".utf8)
  private static let headSize = magic.count + 16 + 16 + 28
  private static let tagSize = 16
  /// A longer record is none: bytes.
  private static let longest = 1 << 28

  private let descriptor: Int32
  private let path: String
  private let key: PlaceholderKey
  private var id: [UInt8] = []
  /// Behind the last record that was read or written; 0 before the head.
  private(set) var end = 0
  private var count: UInt64 = 0
  private var previousTag: [UInt8] = []
  private var isNew = false

  /// - Parameter creating: for writing; made where it is missing.
  init(_ path: String, key: PlaceholderKey, creating: Bool) throws {
    self.path = path
    self.key = key
    let flags = (creating ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    #if canImport(Glibc)
      descriptor = Glibc.open(path, flags, 0o600)
    #else
      descriptor = Darwin.open(path, flags, 0o600)
    #endif
    guard descriptor >= 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "open the vault")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw fault(.notAVault, "is not a vault: it is not a regular file", hint: nil)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw fault(.exposed, "may be read by others", hint: "chmod 600 \(path)")
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func lock(exclusively: Bool) throws(FileError) {
    while flock(descriptor, exclusively ? LOCK_EX : LOCK_SH) != 0 {
      guard errno == EINTR else {
        throw FileError(Errno(rawValue: errno), path: path, doing: "lock the vault")
      }
    }
  }

  func unlock() { flock(descriptor, LOCK_UN) }

  // MARK: Reading

  /// Reads the head, where that hasn't been done.
  ///
  /// - Returns: false where the file is empty still.
  @discardableResult
  func readHead() throws -> Bool {
    guard end == 0 else { return true }
    let size = try size()
    guard size > 0 else { return false }
    let head = try read(at: 0, count: min(size, Self.headSize))
    guard head.starts(with: Self.magic.dropLast(2)) else {
      throw fault(.notAVault, "is not a vault", hint: "move it away to begin a new one")
    }
    guard head.starts(with: Self.magic) else {
      throw fault(
        .notAVault, "was made by another version of handoff, or is damaged",
        hint: "use that version, or move it away to begin a new one")
    }
    guard head.count == Self.headSize else { throw damaged() }
    let box = Self.magic.count + 32
    if Array(head[(box - 16)..<box]) != Array(key.fingerprint.utf8) {
      throw fault(
        .otherKey, "belongs to another key, or is damaged",
        hint: "name the key that belongs to it with --key or --ticket")
    }
    guard (try? open(Array(head[box...]), authenticating: Array(head[..<box]))) != nil else {
      throw damaged()
    }
    id = Array(head[Self.magic.count..<(box - 16)])
    previousTag = Array(head.suffix(Self.tagSize))
    end = Self.headSize
    return true
  }

  /// Reads what stands behind the last record that was read or written.
  func readRecords(_ body: (VaultRecord) throws -> Void) throws {
    guard try readHead() else { return }
    while let record = try next() {
      try record.withUnsafeBytes { try body(VaultRecord($0, path: path)) }
    }
  }

  /// - Returns: the next record's plain text; nil at the end, and where a record is cut off.
  private func next() throws -> [UInt8]? {
    let size = try size()
    guard size >= end else { throw damaged() }
    guard size - end >= 8 else { return nil }
    let lengths = try read(at: end, count: 8)
    let length = Self.number(lengths[..<4])
    guard length == ~Self.number(lengths[4...]), length >= 28, length <= Self.longest else {
      // Where the machine went down, a file may end in zeros that stand for what was not written.
      if try isZero(from: end, to: size) { return nil }
      throw damaged()
    }
    let boxEnd = end + 8 + Int(length)
    guard boxEnd <= size else { return nil }
    let box = try read(at: end + 8, count: Int(length))
    guard let plain = try? open(box, authenticating: place) else {
      if boxEnd == size, box.suffix(Self.tagSize).allSatisfy({ $0 == 0 }) { return nil }
      throw damaged()
    }
    end = boxEnd
    count += 1
    previousTag = box.suffix(Self.tagSize)
    return plain
  }

  /// Hands over what was read so far, as it stands in the file.
  func copy(_ body: (RawSpan) throws -> Void) throws {
    var position = 0
    while position < end {
      let bytes = try read(at: position, count: min(1 << 20, end - position))
      try body(bytes.span.bytes)
      position += bytes.count
    }
  }

  // MARK: Writing

  /// Seals a record behind the last one, over what a killed job left there.
  ///
  /// All records must have been read.
  func append(_ plain: [UInt8]) throws {
    if end == 0 { try writeHead() }
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "write the vault")
    }
    let box = try seal(plain, authenticating: place)
    let length = UInt32(box.count)
    try write(Self.bytes(length) + Self.bytes(~length) + box, at: end)
    end += 8 + box.count
    count += 1
    previousTag = box.suffix(Self.tagSize)
  }

  func makeDurable() throws(FileError) {
    guard fsync(descriptor) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make the vault durable")
    }
    if isNew { try DurableFile.syncFolder(of: path) }
    isNew = false
  }

  private func writeHead() throws {
    id = (0..<16).map { _ in UInt8.random(in: 0...255) }
    let named = Self.magic + id + Array(key.fingerprint.utf8)
    let box = try seal([], authenticating: named)
    try write(named + box, at: 0)
    previousTag = box.suffix(Self.tagSize)
    end = Self.headSize
    isNew = true
  }

  // MARK: Boxes

  /// What a record's box vouches for beside its text.
  private var place: [UInt8] {
    id + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) } + previousTag
  }

  private func seal(_ plain: [UInt8], authenticating data: [UInt8]) throws -> [UInt8] {
    guard let box = try AES.GCM.seal(plain, using: key.sealing, authenticating: data).combined
    else { throw fault(.damaged, "a record could not be sealed", hint: nil) }
    return Array(box)
  }

  private func open(_ box: [UInt8], authenticating data: [UInt8]) throws -> [UInt8] {
    Array(
      try AES.GCM.open(
        AES.GCM.SealedBox(combined: box), using: key.sealing, authenticating: data))
  }

  private func damaged() -> VaultFault {
    fault(
      .damaged, "is damaged", hint: "restore it from a backup, or move it away to begin a new one")
  }

  private func fault(_ code: VaultFault.Code, _ message: String, hint: String?) -> VaultFault {
    VaultFault(code: code, path: path, message: message, hint: hint)
  }

  // MARK: Bytes

  private func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "read the vault")
    }
    return Int(status.st_size)
  }

  private func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        let step = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
        if step < 0, errno == EINTR { continue }
        if step <= 0 {
          failure = step < 0 ? errno : EIO
          return
        }
        filled += step
      }
    }
    if let failure {
      throw FileError(Errno(rawValue: failure), path: path, doing: "read the vault")
    }
    return bytes
  }

  private func isZero(from start: Int, to end: Int) throws(FileError) -> Bool {
    var position = start
    while position < end {
      let bytes = try read(at: position, count: min(1 << 16, end - position))
      guard bytes.allSatisfy({ $0 == 0 }) else { return false }
      position += bytes.count
    }
    return true
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let step = bytes.withUnsafeBytes {
        pwrite(
          descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written,
          off_t(offset + written))
      }
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else {
        let reason = Errno(rawValue: errno)
        _ = ftruncate(descriptor, off_t(offset))
        throw FileError(reason, path: path, doing: "write the vault")
      }
      written += step
    }
  }

  private static func bytes(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

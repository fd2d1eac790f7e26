import Crypto
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Takes raw output away as it comes: redacts it, and keeps only what is left.
package protocol StreamRedacting: AnyObject {
  /// The bytes that are safe by now.
  func feed(_ bytes: [UInt8]) throws -> [UInt8]
  /// What was held back.
  func finish() throws -> [UInt8]
}

/// One output of one command: redacted, digested, written to its file and shown.
///
/// The file appears with the first byte. Raw bytes never reach it.
final class OutputCapture {
  /// What is kept in memory for expectations.
  static let keptLimit = 8 << 20
  /// What is stored: a command that floods its output must not fill the disk.
  static let storedLimit = 64 << 20

  private let path: String
  private let filters: [any StreamRedacting]
  private let show: ([UInt8]) -> Void
  private var hash = SHA256()
  private var count = 0
  private var descriptor: Int32 = -1
  private(set) var kept: [UInt8] = []
  /// Why the output could not be redacted.
  private(set) var failure: String?
  /// Why it could not be written; what was written before is whole, and what follows is dropped.
  private(set) var writeError: FileError?
  /// Whether there was more than is stored; the rest is dropped unread.
  private(set) var isCut = false

  /// - Parameter filters: each sees what the one before it let through.
  init(path: String, filters: [any StreamRedacting], show: @escaping ([UInt8]) -> Void) {
    self.path = path
    self.filters = filters
    self.show = show
  }

  func feed(_ bytes: ArraySlice<UInt8>) {
    guard !isCut, writeError == nil else { return }
    push(Array(bytes), through: filters[...])
  }

  func finish() -> JournalEvent.Digest? {
    for index in filters.indices {
      guard failure == nil, writeError == nil, !isCut else { break }
      do {
        push(try filters[index].finish(), through: filters[(index + 1)...])
      } catch {
        fail(error)
      }
    }
    if descriptor >= 0 {
      if fsync(descriptor) != 0, writeError == nil { failToWrite("make it durable") }
      close(descriptor)
      descriptor = -1
    }
    return count == 0
      ? nil : JournalEvent.Digest(bytes: count, sha256: Hexadecimal.text(hash.finalize()))
  }

  private func push(_ bytes: [UInt8], through rest: ArraySlice<any StreamRedacting>) {
    guard failure == nil else { return }
    var bytes = bytes
    do {
      for filter in rest where !bytes.isEmpty { bytes = try filter.feed(bytes) }
    } catch {
      // Fails closed: nothing of what isn't redacted goes on.
      return fail(error)
    }
    guard !bytes.isEmpty, !isCut else { return }
    if bytes.count > Self.storedLimit - count {
      bytes.removeLast(bytes.count - (Self.storedLimit - count))
      isCut = true
    }
    store(bytes)
    guard writeError == nil else { return }
    hash.update(data: bytes)
    count += bytes.count
    if kept.count < Self.keptLimit { kept += bytes.prefix(Self.keptLimit - kept.count) }
    show(bytes)
  }

  private func store(_ bytes: [UInt8]) {
    if descriptor < 0 {
      descriptor = open(
        path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard descriptor >= 0 else { return failToWrite("create it") }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        failToWrite("write it")
        // What the journal tells of the file is what is in it.
        ftruncate(descriptor, off_t(count))
        return
      }
    }
  }

  private func failToWrite(_ doing: String) {
    writeError = FileError(Errno(rawValue: errno), path: path, doing: doing)
  }

  /// What was found is kept, sealed, before it is replaced: a full disk shows there first.
  private func fail(_ error: any Error) {
    if let error = error as? FileError {
      writeError = error
    } else {
      failure = "its output could not be redacted"
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}

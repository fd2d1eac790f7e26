internal import CArchive

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Feeds libarchive from a ``ByteStream``, and remembers why it failed.
///
/// libarchive holds it by an unretained pointer.
final class StreamFeed {
  private let upstream: any ByteStream
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  /// Of the last block.
  private var filled = 0
  /// Handed over so far, in bytes.
  private var delivered: Int64 = 0
  private(set) var failure: (any Error)?

  init(_ upstream: any ByteStream) {
    self.upstream = upstream
  }

  deinit {
    buffer.deallocate()
  }

  /// - Returns: libarchive's status.
  func open(_ handle: OpaquePointer) -> Int32 {
    archive_read_open(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { _, data, block in
        guard let data, let block else { return -1 }
        let feed = Unmanaged<StreamFeed>.fromOpaque(data).takeUnretainedValue()
        let next = feed.next()
        errno = 0
        guard let next else { return -1 }
        block.pointee = next.baseAddress
        return next.count
      }, nil)
  }

  private func next() -> UnsafeRawBufferPointer? {
    guard failure == nil else { return nil }
    do {
      let count = try upstream.read(into: buffer)
      delivered += Int64(count)
      // At the end, the last block may still be asked for.
      if count > 0 { filled = count }
      return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    } catch {
      failure = error
      return nil
    }
  }

  /// Whether nothing but zeros is left behind what libarchive has used up.
  func isEmpty(behind consumed: Int64) throws -> Bool {
    let left = max(0, delivered - consumed)
    guard left <= filled else { return false }
    if buffer[(filled - Int(left))..<filled].contains(where: { $0 != 0 }) { return false }
    while let next = next(), !next.isEmpty {
      if next.contains(where: { $0 != 0 }) { return false }
    }
    if let failure { throw failure }
    return true
  }
}

/// Bytes that come one after the other, once; read by one thread at a time.
package protocol ByteStream: AnyObject {
  /// Fills the buffer, wholly but at the end.
  ///
  /// - Returns: how many bytes; fewer than fit only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteStream {
  /// The next bytes, at most so many; fewer only at the end.
  package func next(_ limit: Int) throws -> [UInt8] {
    var failure: (any Error)?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      do { count = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Bytes that are in memory.
package final class MemoryStream: ByteStream {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(rest.count, buffer.count)
    buffer.copyBytes(from: rest.prefix(count))
    rest.removeFirst(count)
    return count
  }
}

/// A stream of which the beginning was read already.
package final class ResumedStream: ByteStream {
  /// What was read, and not yet again.
  private var head: ArraySlice<UInt8>
  private let rest: any ByteStream

  package init(_ head: [UInt8], _ rest: any ByteStream) {
    self.head = head[...]
    self.rest = rest
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(head.count, buffer.count)
    if count > 0 {
      buffer.copyBytes(from: head.prefix(count))
      head.removeFirst(count)
    }
    guard count < buffer.count else { return count }
    return try count + rest.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
  }
}

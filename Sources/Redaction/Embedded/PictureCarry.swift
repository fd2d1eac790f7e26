#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Tells a piece of a text whether a picture goes on in it that began before what it sees.
// Unchecked: everything mutable is behind the mutex.
final class PictureCarry: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  /// By chunk: what goes on at its end, from there.
  private var ends: [Int: OpenPicture?] = [:]
  private var isBroken = false
  /// So far behind, nobody waits for a chunk any more: the outputs are written in order.
  private static let kept = 1024

  /// - Parameter first: what goes on in the first chunk.
  init(_ first: OpenPicture?) {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    ends[-1] = .some(first)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// What goes on in a chunk from its core's start, in its buffer.
  ///
  /// Whoever has the chunk before it has taken that one earlier, so that nobody waits for ever.
  ///
  /// - Returns: nil when another worker has failed.
  func picture(in chunk: Chunk, _ block: UnsafeRawBufferPointer) -> OpenPicture?? {
    guard chunk.index == 0 || Self.mayGoOn(chunk.core.lowerBound, in: block) else {
      return .some(nil)
    }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while ends[chunk.index - 1] == nil, !isBroken { pthread_cond_wait(changed, mutex) }
    guard !isBroken, let end = ends[chunk.index - 1] else { return nil }
    return .some(end?.moved(by: chunk.core.lowerBound))
  }

  /// - Parameter open: in the chunk's buffer.
  func end(_ chunk: Chunk, _ open: OpenPicture?) {
    pthread_mutex_lock(mutex)
    ends[chunk.index] = .some(open?.moved(by: -chunk.core.upperBound))
    if chunk.index % Self.kept == 0 {
      ends = ends.filter { $0.key >= chunk.index - Self.kept }
    }
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// What goes on behind the last chunk; to be asked when no worker is left.
  var last: OpenPicture? { ends.max { $0.key < $1.key }?.value }

  func close() {
    pthread_mutex_lock(mutex)
    isBroken = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Whether only what may stand in a picture's base64 stands in so many bytes before a place: one
  /// that begins nearer is seen by whoever looks there.
  private static func mayGoOn(_ place: Int, in block: UnsafeRawBufferPointer) -> Bool {
    let floor = max(0, place - Chunk.searchedBefore)
    var index = place
    while index > floor {
      let byte = block[index - 1]
      guard EncodedToken.isBase64(byte) || "\r\n\t \"'`\\,.;&%#>|*".utf8.contains(byte) else {
        return false
      }
      index -= 1
    }
    return true
  }
}

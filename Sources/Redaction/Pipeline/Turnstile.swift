#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lets workers through in the order of their chunks.
// Unchecked: everything mutable is behind the mutex.
final class Turnstile: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var turn = 0
  private var isBroken = false

  init() {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Waits for a chunk's turn, runs `body` alone, and lets the next one through.
  ///
  /// - Returns: nil when another worker has failed: its chunk will never have its turn.
  /// - Throws: what `body` throws; then nobody comes through any more.
  func pass<Result>(_ chunk: Int, _ body: () throws -> Result) rethrows -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while turn != chunk, !isBroken { pthread_cond_wait(changed, mutex) }
    if isBroken { return nil }
    do {
      let result = try body()
      turn += 1
      pthread_cond_broadcast(changed)
      return result
    } catch {
      isBroken = true
      pthread_cond_broadcast(changed)
      throw error
    }
  }

  /// Ends all waiting, now and later.
  func close() {
    pthread_mutex_lock(mutex)
    isBroken = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}

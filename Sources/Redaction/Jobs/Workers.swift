import Dispatch
import Synchronization

/// Spreads the items of a job over threads; the results keep the items' order.
struct Workers {
  private let count: Int

  init(_ count: Int) {
    self.count = max(1, count)
  }

  /// - Parameters:
  ///   - isLarge: such an item uses all workers by itself, so these go one after the other.
  ///   - makeWorker: what one thread keeps from item to item.
  /// - Throws: the failure of the first item that failed; the others are broken off.
  func map<Item: Sendable, Worker, Result: Sendable>(
    _ items: [Item], isLarge: (Item) -> Bool = { _ in false },
    _ body: @Sendable (Item, Int, Worker) throws -> Result,
    makeWorker: @Sendable () throws -> Worker
  ) throws -> [Result] {
    let results = Mutex<[Int: Result]>([:])
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    let large = items.indices.filter { isLarge(items[$0]) }
    let small = items.indices.filter { !isLarge(items[$0]) }
    if !large.isEmpty {
      let worker = try makeWorker()
      for index in large {
        let result = try body(items[index], index, worker)
        results.withLock { $0[index] = result }
      }
    }
    let next = Counter()
    DispatchQueue.concurrentPerform(iterations: min(count, max(1, small.count))) { _ in
      var index = -1
      do {
        let worker = try makeWorker()
        while failure.withLock({ $0 == nil }) {
          let position = next.next()
          guard position < small.count else { return }
          index = small[position]
          let result = try body(items[index], index, worker)
          results.withLock { $0[index] = result }
        }
      } catch {
        failure.withLock { known in
          if known.map({ index < $0.index }) ?? true { known = (index, error) }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    return try results.withLock { results in
      try items.indices.map { index in
        guard let result = results[index] else { throw CancellationError() }
        return result
      }
    }
  }

  /// Judges items side by side and takes the results in the items' order, one at a time; no more
  /// results wait than there are threads.
  ///
  /// - Throws: the failure of the first item that failed.
  func forEach<Item: Sendable, Worker, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Item, Worker) throws -> Result,
    inOrder take: @Sendable (Item, Result) throws -> Void,
    makeWorker: @Sendable () throws -> Worker
  ) throws {
    let failure = Mutex<(any Error)?>(nil)
    let next = Counter()
    let turns = Turnstile()
    DispatchQueue.concurrentPerform(iterations: min(count, items.count)) { _ in
      do {
        let worker = try makeWorker()
        while true {
          let index = next.next()
          guard index < items.count else { return }
          let result = Swift.Result { try body(items[index], worker) }
          guard try turns.pass(index, { try take(items[index], result.get()) }) != nil else {
            return
          }
        }
      } catch {
        failure.withLock { if $0 == nil { $0 = error } }
        turns.close()
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}

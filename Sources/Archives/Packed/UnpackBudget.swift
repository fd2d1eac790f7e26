/// What one packed input may ask for, all its layers together; used by one thread at a time.
package final class UnpackBudget {
  private let quota: ArchiveQuota
  /// Compressed bytes: of the whole input, or as much as has come.
  private var packed: Int64
  private var unpacked: Int64 = 0
  private var entries = 0
  private var pathBytes = 0

  /// Compressions and archives in each other.
  package static let levels = 8

  /// - Parameter packed: the input's size in bytes; 0 where it isn't known.
  package init(quota: ArchiveQuota = .stranger, packed: Int64) {
    self.quota = quota
    self.packed = packed
  }

  /// Of an input whose size isn't known.
  package func take(packed count: Int) { packed += Int64(count) }

  func take(unpacked count: Int) throws(ArchiveError) {
    unpacked += Int64(count)
    guard unpacked > quota.free else { return }
    guard unpacked / quota.ratio <= packed else {
      throw ArchiveError(
        code: .ratio, message: "it grows by more than \(quota.ratio) times when it is unpacked")
    }
    guard unpacked <= quota.bytes else {
      throw ArchiveError(
        code: .size, message: "more than \(quota.bytes >> 30) GiB when it is unpacked")
    }
  }

  func take(entryNamed name: some Collection<UInt8>) throws(ArchiveError) {
    entries += 1
    pathBytes += name.count
    guard entries <= quota.entries else {
      throw ArchiveError(
        code: .entries, message: "more than \(quota.entries) files and folders in it")
    }
    guard pathBytes <= quota.pathBytes else {
      throw ArchiveError(code: .size, message: "the names in it are too long in sum")
    }
  }
}

extension ArchiveError.Code {
  /// The whole input has asked for too much, not only the entry in which it was noticed.
  package var isQuota: Bool { [.entries, .size, .ratio].contains(self) }
}

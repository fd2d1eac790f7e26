internal import Dispatch
internal import ExternalTools
internal import Synchronization

extension BundleArchive {
  /// A file of a bundle, measured.
  struct Item: Sendable {
    let file: BundleFile
    let size: Int64
    /// Lower hex; empty where it doesn't matter.
    let digest: String

    init(file: BundleFile, size: Int64, digest: String) {
      self.file = file
      self.size = size
      self.digest = digest
    }

    init(path: String, bytes: [UInt8]) {
      self.init(
        file: BundleFile(path: path, content: .bytes(bytes)), size: Int64(bytes.count), digest: "")
    }

    /// Reads all files, as many at a time as there are cores.
    ///
    /// - Returns: in the order of the files.
    static func measure(_ files: [BundleFile]) throws -> [Item] {
      let done = Mutex<(items: [Int: Item], next: Int, failure: (any Error)?)>(([:], 0, nil))
      DispatchQueue.concurrentPerform(iterations: min(files.count, ProcessorCount.online)) { _ in
        while true {
          let index = done.withLock { state -> Int? in
            guard state.failure == nil, state.next < files.count else { return nil }
            state.next += 1
            return state.next - 1
          }
          guard let index else { return }
          let result = Result { try files[index].measure() }
          done.withLock { state in
            switch result {
            case .success(let (digest, size)):
              state.items[index] = Item(file: files[index], size: size, digest: digest)
            case .failure(let error): state.failure = state.failure ?? error
            }
          }
        }
      }
      return try done.withLock { state in
        if let failure = state.failure { throw failure }
        return files.indices.compactMap { state.items[$0] }
      }
    }
  }
}

/// Replaces values that were resolved for a command by their placeholders, wherever the command
/// prints them.
final class LiteralMask: StreamRedacting {
  private let pairs: [(value: [UInt8], placeholder: [UInt8])]
  private let longest: Int
  private var held: [UInt8] = []

  /// - Parameter values: by placeholder; a value shorter than four bytes can't be told apart.
  init(_ values: [(placeholder: String, value: String)]) {
    pairs = values.map { (Array($0.value.utf8), Array($0.placeholder.utf8)) }
      .filter { $0.0.count >= 4 }
      .sorted { $0.value.count > $1.value.count }
    longest = pairs.first?.value.count ?? 0
  }

  func feed(_ bytes: [UInt8]) -> [UInt8] {
    guard longest > 0 else { return bytes }
    held += bytes
    return release(keeping: longest - 1)
  }

  func finish() -> [UInt8] { release(keeping: 0) }

  private func release(keeping tail: Int) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    while index < held.count - tail {
      if let pair = pairs.first(where: { matches($0.value, at: index) }) {
        output += pair.placeholder
        index += pair.value.count
      } else {
        output.append(held[index])
        index += 1
      }
    }
    held.removeFirst(min(index, held.count))
    return output
  }

  private func matches(_ value: [UInt8], at index: Int) -> Bool {
    guard index + value.count <= held.count else { return false }
    return held[index..<(index + value.count)].elementsEqual(value)
  }
}

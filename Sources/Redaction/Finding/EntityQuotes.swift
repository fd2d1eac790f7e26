/// Quotes as XML and HTML write them, around a key and its value: `&quot;password&quot;:&quot;x&quot;`.
enum EntityQuotes {
  private static let entities: [StaticString] = ["&quot;", "&#34;", "&#39;", "&apos;", "&#x27;"]

  /// - Parameter end: where the key ends.
  static func value(
    in block: UnsafeRawBufferPointer, behind end: Int, to limit: Int
  ) -> Range<Int>? {
    guard let entity = entity(in: block, at: end, to: limit) else { return nil }
    let length = entity.utf8CodeUnitCount
    var index = end + length
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    guard index < limit, block[index] == 0x3A || block[index] == 0x3D else { return nil }
    while index < limit, Bytes.isBlank(block[index]) || ":=>".utf8.contains(block[index]) {
      index += 1
    }
    let start = index + length
    guard starts(with: entity, in: block, at: index, to: limit) else { return nil }
    index = start
    while index < limit, block[index] != 0x0A {
      if starts(with: entity, in: block, at: index, to: limit) {
        return index > start ? start..<index : nil
      }
      index += 1
    }
    return nil
  }

  private static func entity(
    in block: UnsafeRawBufferPointer, at index: Int, to limit: Int
  ) -> StaticString? {
    guard index < limit, block[index] == 0x26 else { return nil }
    return entities.first { starts(with: $0, in: block, at: index, to: limit) }
  }

  private static func starts(
    with entity: StaticString, in block: UnsafeRawBufferPointer, at index: Int, to limit: Int
  ) -> Bool {
    index < limit && block[index] == 0x26
      && Bytes.starts(UnsafeRawBufferPointer(rebasing: block[index..<limit]), with: entity)
  }
}

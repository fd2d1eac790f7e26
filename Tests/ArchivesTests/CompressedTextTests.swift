import Archives
import Testing

/// One layer of compression, read and written.
@Suite struct CompressedTextTests {
  private static let text = Array(
    (0..<5000).map { "line \($0) of a text" }.joined(separator: "\n").utf8)

  private static func unpacked(
    _ bytes: [UInt8], _ filter: PackedFormat.Filter, limit: Int = 1 << 20
  ) throws -> [UInt8] {
    let stream = try DecompressedStream(
      MemoryStream(bytes), filter, UnpackBudget(packed: Int64(bytes.count)))
    return try stream.next(limit)
  }

  @Test(arguments: PackedFormat.Filter.allCases)
  func `what is compressed is told by its bytes and read as it was`(filter: PackedFormat.Filter)
    throws
  {
    let packed = try Self.text.withUnsafeBytes { try PieceCompressor(filter).compress($0) }
    #expect(packed.count < Self.text.count / 4)
    #expect(PackedFormat(sample: packed) == .compressed(filter))
    #expect(try Self.unpacked(packed, filter) == Self.text)
    #expect(try Self.unpacked(packed + packed, filter) == Self.text + Self.text)
    #expect(try Self.unpacked(packed, filter, limit: 10) == Array(Self.text.prefix(10)))
  }

  @Test(arguments: PackedFormat.Filter.allCases)
  func `what ends early or is followed by something is an error`(filter: PackedFormat.Filter) throws
  {
    let packed = try Self.text.withUnsafeBytes { try PieceCompressor(filter).compress($0) }
    for end in [packed.count / 2, packed.count - 12] {
      #expect(throws: ArchiveError.self) { try Self.unpacked(Array(packed[..<end]), filter) }
    }
    #expect(throws: ArchiveError.self) { try Self.unpacked(packed + [1, 2, 3], filter) }
    #expect(throws: ArchiveError.self) { try Self.unpacked(Self.text, filter) }
  }

  @Test func `a text that grows beyond the quota is an error`() throws {
    let zeros = [UInt8](repeating: 0x30, count: 70 << 20)
    let packed = try zeros.withUnsafeBytes { try PieceCompressor(.gzip).compress($0) }
    #expect(throws: ArchiveError.self) { try Self.unpacked(packed, .gzip, limit: 80 << 20) }
  }
}

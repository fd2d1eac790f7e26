/// What a gzip stream's last eight bytes say of its content, which libarchive reads over: CRC-32 and
/// length (RFC 1952, section 2.3.1).
struct GzipChecksum {
  private var remainder: UInt32 = ~0
  private var length: UInt32 = 0

  static let size = 8

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    remainder = Self.tables.withUnsafeBufferPointer { tables in
      var crc = remainder
      var index = 0
      // Eight bytes a step.
      while bytes.count - index >= 8 {
        let low =
          crc ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
        let high = UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))
        crc =
          tables[7 << 8 | Int(low & 0xFF)] ^ tables[6 << 8 | Int(low >> 8 & 0xFF)]
          ^ tables[5 << 8 | Int(low >> 16 & 0xFF)] ^ tables[4 << 8 | Int(low >> 24)]
          ^ tables[3 << 8 | Int(high & 0xFF)] ^ tables[2 << 8 | Int(high >> 8 & 0xFF)]
          ^ tables[1 << 8 | Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
        index += 8
      }
      while index < bytes.count {
        crc = tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ crc >> 8
        index += 1
      }
      return crc
    }
  }

  /// - Parameter trailer: the stream's last ``size`` bytes.
  func matches(_ trailer: some Sequence<UInt8>) -> Bool {
    let own = [~remainder, length].flatMap { number in
      [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    return own.elementsEqual(trailer)
  }

  /// `tables[n << 8 | b]`: what byte b does n bytes later.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 << 8)
    for byte in 0..<256 {
      tables[byte] = (0..<8).reduce(UInt32(byte)) { crc, _ in
        crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
      }
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
    }
    return tables
  }()
}

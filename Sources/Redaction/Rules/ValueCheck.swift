import Documents

/// A test of a found value that drops a guess; see `check` in a rule file.
public enum ValueCheck: Sendable, Equatable {
  /// ISO/IEC 7812-1, the check digit of payment cards.
  case luhn
  /// ISO 7064 MOD 97-10 as ISO 13616 uses it: the IBAN.
  case mod97
  /// Verhoeff 1969: the check digit of India's Aadhaar.
  case verhoeff
  /// The last six of a GitHub token: CRC-32 of what stands before, in base 62.
  case crc32Base62
  /// Shannon's entropy, in bits a byte, is above the bound.
  case entropyAbove(Double)
  /// At least so many bytes.
  case lengthAtLeast(Int)

  init(_ value: YAMLValue) throws {
    let text = try value.rawText()
    guard let check = ValueCheck(text) else {
      throw value.diagnostic(
        "'\(text)' is not a check",
        hint: "one of luhn, mod97, verhoeff, crc32-base62, entropy>N, length>=N")
    }
    self = check
  }

  init?(_ text: String) {
    switch text {
    case "luhn": self = .luhn
    case "mod97": self = .mod97
    case "verhoeff": self = .verhoeff
    case "crc32-base62": self = .crc32Base62
    default:
      if text.hasPrefix("entropy>"), let bound = Double(text.dropFirst(8)) {
        self = .entropyAbove(bound)
      } else if text.hasPrefix("length>="), let bound = Int(text.dropFirst(8)) {
        self = .lengthAtLeast(bound)
      } else {
        return nil
      }
    }
  }

  func accepts(_ value: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .luhn: Checksums.luhn(Self.digits(value))
    case .mod97: Checksums.mod97(value)
    case .verhoeff: Checksums.verhoeff(Self.digits(value))
    case .crc32Base62: Checksums.crc32Base62(value)
    case .entropyAbove(let bound): Entropy.bitsPerByte(value) > bound
    case .lengthAtLeast(let bound): value.count >= bound
    }
  }

  private static func digits(_ value: UnsafeRawBufferPointer) -> [UInt8] {
    value.filter { (0x30...0x39).contains($0) }.map { $0 - 0x30 }
  }
}

extension ValueCheck: CustomStringConvertible {
  /// As a rule file states it.
  public var description: String {
    switch self {
    case .luhn: "luhn"
    case .mod97: "mod97"
    case .verhoeff: "verhoeff"
    case .crc32Base62: "crc32-base62"
    case .entropyAbove(let bound): "entropy>\(bound)"
    case .lengthAtLeast(let bound): "length>=\(bound)"
    }
  }
}

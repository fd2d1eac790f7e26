import Documents

/// A test of a found value that drops a guess; see `check` in a rule file.
public enum ValueCheck: Sendable, Equatable {
  case scheme(CheckScheme)
  /// Shannon's entropy, in bits a byte, is above the bound.
  case entropyAbove(Double)
  /// At least so many bytes.
  case lengthAtLeast(Int)

  init(_ value: YAMLValue) throws {
    let text = try value.rawText()
    guard let check = ValueCheck(text) else {
      let schemes = CheckScheme.allCases.map(\.rawValue).joined(separator: ", ")
      throw value.diagnostic(
        "'\(text)' is not a check", hint: "one of \(schemes), entropy>N, length>=N")
    }
    self = check
  }

  init?(_ text: String) {
    if let scheme = CheckScheme(rawValue: text) {
      self = .scheme(scheme)
    } else if text.hasPrefix("entropy>"), let bound = Double(text.dropFirst(8)) {
      self = .entropyAbove(bound)
    } else if text.hasPrefix("length>="), let bound = Int(text.dropFirst(8)) {
      self = .lengthAtLeast(bound)
    } else {
      return nil
    }
  }

  func accepts(_ value: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .scheme(let scheme): scheme.accepts(value)
    case .entropyAbove(let bound): Entropy.bitsPerByte(value) > bound
    case .lengthAtLeast(let bound): value.count >= bound
    }
  }
}

extension ValueCheck: CustomStringConvertible {
  /// As a rule file states it.
  public var description: String {
    switch self {
    case .scheme(let scheme): scheme.rawValue
    case .entropyAbove(let bound): "entropy>\(bound)"
    case .lengthAtLeast(let bound): "length>=\(bound)"
    }
  }
}

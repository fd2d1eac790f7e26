internal import ArgumentParser

/// A number of bytes on the command line: `20MB`, `1.5 GiB`, `4096`.
///
/// `20M` counts as `20MB`: a limit that is too low harms nobody.
enum ByteSize {
  private static let units: [String: Double] = [
    "": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12,
    "tb": 1e12, "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
  ]

  static func parse(_ text: String, of option: String) throws -> Int64 {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).filter { $0 != " " }.lowercased()
    guard let value = Double(number), let factor = units[unit], value * factor < 1e18,
      value * factor >= 1000
    else {
      throw ValidationError("\(option) takes a size of at least 1 kB, such as 20MB or 1.5GiB")
    }
    return Int64(value * factor)
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Timestamp {
  /// The system's clock.
  public static var now: Timestamp {
    Timestamp(seconds: Int64(time(nil)))
  }

  /// `SOURCE_DATE_EPOCH`, when it is set to a number: the clock of reproducible output.
  public static var sourceDateEpoch: Timestamp? {
    guard let value = getenv("SOURCE_DATE_EPOCH"), let seconds = Int64(String(cString: value))
    else { return nil }
    return Timestamp(seconds: seconds)
  }
}

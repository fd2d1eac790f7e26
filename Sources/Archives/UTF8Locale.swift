#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// libarchive converts names by the thread's locale, which is C unless somebody sets another: this
/// one makes them stay the UTF-8 that they are.
enum UTF8Locale {
  /// Never changed, and lives as long as the program; nil where the system knows no such locale, and then libarchive
  /// warns of each name that isn't ASCII.
  private nonisolated(unsafe) static let locale: locale_t? =
    newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) ?? newlocale(LC_CTYPE_MASK, "en_US.UTF-8", nil)

  static func run<Result>(_ body: () -> Result) -> Result {
    guard let locale else { return body() }
    let before = uselocale(locale)
    defer { uselocale(before) }
    return body()
  }
}

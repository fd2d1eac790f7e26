import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// See `rename(2)`.
func renamePath(_ from: String, _ to: String) -> Int32 { rename(from, to) }

extension Errno {
  static var current: Errno { Errno(rawValue: errno) }
}

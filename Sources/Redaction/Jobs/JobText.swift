import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An input that is redacted as text.
struct JobText: Sendable {
  enum Opening {
    case text(JobText)
    case leftOut(String)
  }

  let file: InputFile
  let kind: FileKind

  static func open(_ file: InputFile) throws(FileError) -> Opening {
    let sample: [UInt8]
    do {
      sample = try FileBlocks.first(FileKind.sample, of: file.path)
    } catch {
      // Asked for by name, a file that can't be read is an error; in a folder it is left out.
      if file.isNamed { throw error }
      return .leftOut("it can't be read")
    }
    let kind = sample.withUnsafeBytes { FileKind(sample: $0, path: file.path) }
    switch kind {
    case .opaque(let what): return .leftOut(what)
    case .binary(let what) where !file.isNamed: return .leftOut(what)
    default: break
    }
    let text = JobText(file: file, kind: kind)
    if case .utf16(let isBigEndian) = kind {
      // What can't be decoded can't be judged.
      guard file.size <= Self.longestUTF16,
        UTF16Text.decode(try DurableFile.read(file.path), isBigEndian: isBigEndian) != nil
      else { return .leftOut("UTF-16 that isn't well formed, or is larger than 64 MB") }
    }
    return .text(text)
  }

  /// UTF-16 is decoded whole: bytes.
  private static let longestUTF16 = 64 << 20

  var isStreamed: Bool {
    if case .utf16 = kind { return false }
    return file.size > RedactionJob.inMemoryLimit
  }

  /// The whole file, UTF-16 turned into UTF-8.
  func read() throws(FileError) -> [UInt8] {
    let bytes = try DurableFile.read(file.path, limit: .max)
    guard case .utf16(let isBigEndian) = kind else { return bytes }
    return UTF16Text.decode(bytes, isBigEndian: isBigEndian) ?? bytes
  }

  /// The redacted text as the file has it.
  func encoded(_ text: [UInt8]) -> [UInt8] {
    guard case .utf16(let isBigEndian) = kind else { return text }
    return UTF16Text.encode(text, isBigEndian: isBigEndian)
  }
}

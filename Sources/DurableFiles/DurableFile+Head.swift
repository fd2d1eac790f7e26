internal import SystemPackage

extension DurableFile {
  /// The first bytes of a file, at most `count`.
  package static func readHead(of path: String, count: Int) throws(FileError) -> [UInt8] {
    do {
      let descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      defer { try? descriptor.close() }
      var bytes = [UInt8](repeating: 0, count: count)
      let length = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      return Array(bytes.prefix(length))
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
  }
}

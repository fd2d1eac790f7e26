internal import Archives
internal import Crypto
internal import DurableFiles

extension BundleFile {
  /// All files of a folder on disk, under a folder of the bundle.
  ///
  /// - Parameter prefix: where they go in the bundle; empty for its top folder.
  package static func files(in folder: String, under prefix: String = "") throws -> [BundleFile] {
    try FolderTree(root: folder).entries.filter { !$0.isFolder }.map { entry in
      BundleFile(
        path: prefix.isEmpty ? entry.path : prefix + "/" + entry.path,
        content: .file(folder + "/" + entry.path), isExecutable: entry.isExecutable)
    }
  }

  /// All files of a folder on disk, under names that an archive may hold.
  package static func filesRenaming(in folder: String) throws -> [(
    original: String, file: BundleFile
  )] {
    var names = PortableNames()
    return try FolderTree(root: folder, checksNames: false).entries.filter { !$0.isFolder }.map {
      entry in
      let file = BundleFile(
        path: names.name(entry.path), content: .file(folder + "/" + entry.path),
        isExecutable: entry.isExecutable)
      return (entry.path, file)
    }
  }

  /// Bytes, as far as they can be told without reading; 0 where they can't.
  package var sizeOnDisk: Int64 {
    switch content {
    case .bytes(let bytes): Int64(bytes.count)
    case .file(let path): (try? RegularFile.size(of: path)) ?? 0
    }
  }

  /// Hands the content over, piece by piece.
  func read(_ body: (RawSpan) throws -> Void) throws {
    switch content {
    case .bytes(let bytes): try body(bytes.span.bytes)
    case .file(let path): try FolderTree.read(path, body)
    }
  }

  /// The content's SHA-256 as lower hex, and its size.
  func measure() throws -> (digest: String, size: Int64) {
    var hash = SHA256()
    var size: Int64 = 0
    try read { span in
      span.withUnsafeBytes { hash.update(bufferPointer: $0) }
      size += Int64(span.byteCount)
    }
    return (Digest.hex(hash), size)
  }
}

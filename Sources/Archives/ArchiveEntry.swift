/// A regular file or a folder of an archive.
package struct ArchiveEntry: Sendable, Hashable {
  /// Relative, `/` between components, none at the end; checked by ``EntryNames``.
  package let path: String
  package let isFolder: Bool
  package let size: Int64
  package let isExecutable: Bool

  package init(path: String, isFolder: Bool = false, size: Int64, isExecutable: Bool = false) {
    self.path = path
    self.isFolder = isFolder
    self.size = size
    self.isExecutable = isExecutable
  }
}

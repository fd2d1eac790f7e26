import Archives
import DurableFiles

/// A file's bytes in their order, as many as there were when it was listed.
final class OpenedStream: ByteStream {
  private let file: OpenedFile
  private let onProgress: ((Int) -> Void)?
  private var offset = 0

  init(_ file: OpenedFile, onProgress: ((Int) -> Void)? = nil) {
    self.file = file
    self.onProgress = onProgress
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let wanted = min(buffer.count, file.size - offset)
    guard wanted > 0 else { return 0 }
    try file.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    offset += wanted
    onProgress?(wanted)
    return wanted
  }
}

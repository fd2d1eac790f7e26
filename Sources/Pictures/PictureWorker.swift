internal import CPictures

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The process that decodes, reads and paints pictures, which nobody trusts: it has no secret but the
/// picture's, writes no file, and whatever a picture does to it, only that picture is lost.
///
/// Standard input brings requests and standard output takes answers, each led by its length.
package enum PictureWorker {
  /// - Returns: the exit code, once nobody asks any more.
  package static func serve() -> Int32 {
    cpic_bound(PictureLimits.memory)
    let missing = cpic_load()
    var hello = MessageWriter()
    hello.write(Int(missing))
    guard Frame.write(hello.bytes, to: 1), missing == 0 else { return 0 }
    while let message = Frame.read(from: 0, limit: PictureLimits.bytes + (16 << 20)) {
      cpic_bound_time(PictureLimits.processorSeconds)
      guard let request = try? PictureRequest(message) else { return 64 }
      guard Frame.write(answer(request).message, to: 1) else { return 0 }
    }
    return 0
  }

  private static func answer(_ request: PictureRequest) -> PictureResponse {
    do {
      let pages = try DecodedPage.decode(request.picture, request.format)
      guard let patches = request.patches else {
        return .read(try read(pages, PageReader.settings))
      }
      let known = patches.filter { pages.indices.contains($0.page) }
      // All before the first is painted: paint is no ink.
      let reached = known.map { pages[$0.page].reach(of: $0) }
      for (patch, box) in zip(known, reached) {
        pages[patch.page].fill(box)
        pages[patch.page].fill(patch.box)
      }
      for patch in known { pages[patch.page].label(patch) }
      let bytes = try DecodedPage.encode(pages, request.format)
      // What was written is judged, not what was meant to be.
      let written =
        request.format == .pdf ? pages : try DecodedPage.decode(bytes, request.format)
      return .painted(bytes, proof: try read(written, PageReader.proof))
    } catch {
      return .failed(error)
    }
  }

  private static func read(
    _ pages: [DecodedPage], _ settings: (DecodedPage) -> [PageReader.Setting]
  ) throws(PictureFault) -> [PicturePage] {
    var read: [PicturePage] = []
    for page in pages { read.append(try PageReader.read(page, settings(page))) }
    return read
  }
}

/// A message led by its length.
enum Frame {
  static func lead(_ count: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
  }

  /// - Returns: nil where it is longer than `limit`.
  static func length(_ lead: [UInt8], limit: Int) -> Int? {
    let count = lead.reduce(0) { $0 << 8 | Int($1) }
    return count <= limit ? count : nil
  }

  static func read(from descriptor: Int32, limit: Int) -> [UInt8]? {
    guard let lead = exactly(4, from: descriptor), let count = length(lead, limit: limit) else {
      return nil
    }
    return exactly(count, from: descriptor)
  }

  static func write(_ message: [UInt8], to descriptor: Int32) -> Bool {
    all(lead(message.count), to: descriptor) && all(message, to: descriptor)
  }

  private static func exactly(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var position = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while position < count {
        let base = buffer.baseAddress.map { $0 + position }
        #if canImport(Glibc)
          let got = Glibc.read(descriptor, base, count - position)
        #else
          let got = Darwin.read(descriptor, base, count - position)
        #endif
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { break }
        position += got
      }
      filled = position
    }
    return position == count ? bytes : nil
  }

  private static func all(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let base = bytes.baseAddress.map { $0 + position }
        #if canImport(Glibc)
          let put = Glibc.write(descriptor, base, bytes.count - position)
        #else
          let put = Darwin.write(descriptor, base, bytes.count - position)
        #endif
        if put < 0, errno == EINTR { continue }
        guard put > 0 else { return false }
        position += put
      }
      return true
    }
  }
}

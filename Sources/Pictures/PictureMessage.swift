/// Numbers and bytes one behind the other, as the two processes tell them to each other.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: Int) {
    let value = UInt32(bitPattern: Int32(clamping: number))
    for shift in [24, 16, 8, 0] as [UInt32] {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func write(_ data: [UInt8]) {
    write(data.count)
    bytes += data
  }

  mutating func write(_ box: PictureBox) {
    for number in [box.x, box.y, box.width, box.height] { write(number) }
  }
}

/// Reads the same; whoever wrote it may have been taken over by a picture.
struct MessageReader {
  struct Malformed: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func number() throws(Malformed) -> Int {
    guard bytes.count - position >= 4 else { throw Malformed() }
    defer { position += 4 }
    let value = bytes[position..<position + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    return Int(Int32(bitPattern: value))
  }

  /// A number of things, each of which takes at least `size` bytes.
  mutating func count(ofSize size: Int) throws(Malformed) -> Int {
    let count = try number()
    guard count >= 0, count <= (bytes.count - position) / size else { throw Malformed() }
    return count
  }

  mutating func data() throws(Malformed) -> [UInt8] {
    let count = try count(ofSize: 1)
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func box() throws(Malformed) -> PictureBox {
    let box = PictureBox(
      x: try number(), y: try number(), width: try number(), height: try number())
    guard box.width >= 0, box.height >= 0 else { throw Malformed() }
    return box
  }

  func end() throws(Malformed) {
    guard position == bytes.count else { throw Malformed() }
  }
}

/// What the parent asks for.
struct PictureRequest {
  let format: PictureFormat
  /// Nil to read only; else these are painted, and what came out is read again.
  let patches: [PicturePatch]?
  let picture: [UInt8]

  var message: [UInt8] {
    var writer = MessageWriter()
    writer.write(Int(format.rawValue))
    writer.write(patches == nil ? 0 : 1)
    writer.write(patches?.count ?? 0)
    for patch in patches ?? [] {
      writer.write(patch.page)
      writer.write(patch.box)
      writer.write(Int(patch.openSides.rawValue))
      writer.write(Array(patch.label.utf8))
    }
    writer.write(picture)
    return writer.bytes
  }

  init(format: PictureFormat, patches: [PicturePatch]?, picture: [UInt8]) {
    self.format = format
    self.patches = patches
    self.picture = picture
  }

  init(_ message: [UInt8]) throws(MessageReader.Malformed) {
    var reader = MessageReader(message)
    guard let format = PictureFormat(rawValue: UInt8(truncatingIfNeeded: try reader.number()))
    else { throw MessageReader.Malformed() }
    self.format = format
    let paints = try reader.number() == 1
    var patches: [PicturePatch] = []
    for _ in 0..<(try reader.count(ofSize: 28)) {
      let page = try reader.number()
      let box = try reader.box()
      let sides = PictureSides(rawValue: UInt8(truncatingIfNeeded: try reader.number()))
      let label = String(decoding: try reader.data(), as: UTF8.self)
      patches.append(PicturePatch(page: page, box: box, openSides: sides, label: label))
    }
    self.patches = paints ? patches : nil
    picture = try reader.data()
    try reader.end()
  }
}

/// What the child answers.
enum PictureResponse {
  /// A number of ``PictureFault``, or of what is missing.
  case failed(PictureFault)
  case read([PicturePage])
  case painted([UInt8], proof: [PicturePage])

  private static let faults: [PictureFault] = [
    .undecodable, .tooLarge, .tooManyPages, .crashed, .missing(["pdftoppm"]),
  ]

  var message: [UInt8] {
    var writer = MessageWriter()
    switch self {
    case .failed(let fault): writer.write(1 + (Self.faults.firstIndex(of: fault) ?? 0))
    case .read(let pages):
      writer.write(0)
      Self.write(pages, to: &writer)
      writer.write([])
    case .painted(let bytes, let pages):
      writer.write(0)
      Self.write(pages, to: &writer)
      writer.write(bytes)
    }
    return writer.bytes
  }

  init(_ message: [UInt8], painted: Bool) throws(MessageReader.Malformed) {
    var reader = MessageReader(message)
    let status = try reader.number()
    guard status == 0 else {
      guard status > 0, status <= Self.faults.count else { throw MessageReader.Malformed() }
      self = .failed(Self.faults[status - 1])
      return
    }
    let pages = try Self.pages(&reader)
    let bytes = try reader.data()
    try reader.end()
    guard bytes.isEmpty != painted else { throw MessageReader.Malformed() }
    self = painted ? .painted(bytes, proof: pages) : .read(pages)
  }

  private static func write(_ pages: [PicturePage], to writer: inout MessageWriter) {
    writer.write(pages.count)
    for page in pages {
      writer.write(page.width)
      writer.write(page.height)
      writer.write(page.readings.count)
      for words in page.readings { write(words, to: &writer) }
      writer.write(page.turned.count)
      for reading in page.turned {
        for number in [
          reading.turn.angle, reading.turn.turnedWidth, reading.turn.turnedHeight,
        ] {
          writer.write(number)
        }
        write(reading.words, to: &writer)
      }
      writer.write(page.letters)
      writer.write(page.unread)
      writer.write(page.labels.count)
      for box in page.labels { writer.write(box) }
      writer.write(page.codes.count)
      for code in page.codes {
        writer.write(code.box)
        writer.write(code.data)
      }
    }
  }

  private static func write(_ words: [PictureWord], to writer: inout MessageWriter) {
    writer.write(words.count)
    for word in words {
      writer.write(word.box)
      writer.write(word.confidence)
      writer.write(word.text)
      writer.write(word.starts.count)
      for start in word.starts { writer.write(start) }
    }
  }

  private static func words(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> [PictureWord] {
    var words: [PictureWord] = []
    for _ in 0..<(try reader.count(ofSize: 28)) { words.append(try word(&reader)) }
    return words
  }

  private static func word(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> PictureWord {
    let box = try reader.box()
    let confidence = try reader.number()
    let text = try reader.data()
    var starts: [Int] = []
    for _ in 0..<(try reader.count(ofSize: 4)) { starts.append(try reader.number()) }
    guard starts.isEmpty || starts.count == text.count else { throw MessageReader.Malformed() }
    return PictureWord(box: box, confidence: confidence, text: text, starts: starts)
  }

  private static func pages(
    _ reader: inout MessageReader
  ) throws(MessageReader.Malformed) -> [PicturePage] {
    var pages: [PicturePage] = []
    for _ in 0..<(try reader.count(ofSize: 16)) {
      let width = try reader.number()
      let height = try reader.number()
      guard width > 0, height > 0 else { throw MessageReader.Malformed() }
      var readings: [[PictureWord]] = []
      for _ in 0..<(try reader.count(ofSize: 4)) {
        readings.append(try Self.words(&reader))
      }
      var turned: [TurnedReading] = []
      for _ in 0..<(try reader.count(ofSize: 16)) {
        let turn = PictureTurn(
          angle: try reader.number(), width: width, height: height,
          turnedWidth: try reader.number(), turnedHeight: try reader.number())
        turned.append(TurnedReading(turn: turn, words: try Self.words(&reader)))
      }
      let letters = try reader.number()
      let unread = try reader.number()
      var labels: [PictureBox] = []
      for _ in 0..<(try reader.count(ofSize: 16)) { labels.append(try reader.box()) }
      var codes: [PictureCode] = []
      for _ in 0..<(try reader.count(ofSize: 20)) {
        codes.append(PictureCode(box: try reader.box(), data: try reader.data()))
      }
      pages.append(
        PicturePage(
          width: width, height: height, readings: readings, turned: turned, codes: codes,
          letters: letters, unread: unread, labels: labels))
    }
    return pages
  }
}

internal import CPictures

/// What was painted over before: a black box on another ground with nothing in it but a placeholder. Its
/// text may be read badly, and is no secret all the same.
enum PaintedLabels {
  /// Lossy formats blur black; both are tried, since pages can be nearly black.
  private static let tolerances: [UInt32] = [0, 12]
  private static let word = Array("REDACTED".utf8)
  /// `user-…@redacted.invalid`.
  private static let domain = Array("REDACTEDINVALID".utf8)

  static func find(on page: DecodedPage, in readings: [[PictureWord]]) -> [PictureBox] {
    var boxes: [PictureBox] = []
    for tolerance in tolerances {
      withUnsafeMutablePointer(to: &boxes) { boxes in
        cpic_find_labels(page.pointer, tolerance, boxes) { context, box in
          guard let context, let box = box?.pointee else { return }
          context.assumingMemoryBound(to: [PictureBox].self).pointee.append(
            PictureBox(
              x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height)))
        }
      }
    }
    boxes = boxes.filter { box in readings.contains { isLabel(box, $0) } }
    for words in readings {
      boxes += placeholders(in: words).filter { box in !boxes.contains { $0.intersects(box) } }
    }
    return boxes
  }

  /// Placeholders by themselves: where boxes overlap, neither is even.
  static func placeholders(in words: [PictureWord]) -> [PictureBox] {
    words.indices.compactMap { index in
      guard var box = placeholder(in: words[index]) else { return nil }
      // Torn apart: `REDACTED`, `generic-secret_734180a7dcd37d08`.
      for next in words[(index + 1)...] {
        guard next.box.x >= box.right - 2, next.box.x - box.right <= box.height,
          isWithin(next.box, box), isRest(next.text)
        else { break }
        box = box.union(next.box)
      }
      return box
    }
  }

  private static func placeholder(in word: PictureWord) -> PictureBox? {
    let upper = word.text.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 }
    if isPlaceholder(plain(word.text)) { return word.box }
    guard word.starts.count == word.text.count,
      let start = upper.indices.dropLast(Self.word.count - 1).first(where: {
        upper[$0..<$0 + Self.word.count].elementsEqual(Self.word)
      })
    else { return nil }
    let left = word.starts[start]
    return PictureBox(
      x: left, y: word.box.y, width: max(1, word.box.right - left), height: word.box.height)
  }

  /// A rule's name, `generic-secret`, and its value's hex behind it.
  private static func isRest(_ text: [UInt8]) -> Bool {
    let name = text.prefix { $0 != 0x5F }
    return name.count >= 4 && name.contains(0x2D) && text.count - name.count <= 18
      && name.count { 0x30...0x39 ~= $0 } <= 3
      && text.allSatisfy {
        0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D || $0 == 0x5F
      }
  }

  /// Whether each line in it begins as a placeholder, or ends as a pseudonym.
  static func isLabel(_ box: PictureBox, _ words: [PictureWord]) -> Bool {
    var lines: [[PictureWord]] = []
    for word in words.filter({ $0.box.intersects(box) && isWithin($0.box, box) }).sorted(by: {
      $0.box.y + $0.box.height / 2 < $1.box.y + $1.box.height / 2
    }) {
      if let last = lines.last?.last, word.box.y + word.box.height / 2 < last.box.bottom {
        lines[lines.count - 1].append(word)
      } else {
        lines.append([word])
      }
    }
    return !lines.isEmpty
      && lines.allSatisfy { line in
        let ordered = line.sorted { $0.box.x < $1.box.x }
        return isPlaceholder(plain(ordered.flatMap { part(of: $0, in: box) }))
      }
  }

  private static func isPlaceholder(_ text: [UInt8]) -> Bool {
    if text.count >= 6, distance(from: word, toPrefixOf: text) <= 2 { return true }
    return text.count > domain.count
      && distance(from: domain.reversed(), toPrefixOf: text.reversed()) <= 3
  }

  /// As lines stand: what is above or below a box isn't in it.
  private static func isWithin(_ word: PictureBox, _ box: PictureBox) -> Bool {
    let middle = word.y + word.height / 2
    return box.y <= middle && middle < box.bottom
  }

  /// Names before a box may be read as one word with its label.
  private static func part(of word: PictureWord, in box: PictureBox) -> [UInt8] {
    guard word.starts.count == word.text.count else { return word.text }
    return zip(word.text, word.starts).filter { box.x <= $1 + 1 && $1 < box.right }.map(\.0)
  }

  /// Letters and what is taken for them.
  private static func plain(_ text: [UInt8]) -> [UInt8] {
    text.compactMap { byte in
      switch byte {
      case 0x61...0x7A: byte - 0x20
      case 0x41...0x5A: byte
      case 0x30: 0x4F
      case 0x31: 0x49
      default: nil
      }
    }
  }

  /// How many letters have to be changed, put in or left out.
  private static func distance(from word: [UInt8], toPrefixOf text: [UInt8]) -> Int {
    var row = Array(0...word.count)
    var least = row[word.count]
    for (index, byte) in text.prefix(word.count + 2).enumerated() {
      var next = [index + 1]
      for place in word.indices {
        let change = row[place] + (word[place] == byte ? 0 : 1)
        next.append(min(change, row[place + 1] + 1, next[place] + 1))
      }
      row = next
      least = min(least, row[word.count])
    }
    return least
  }
}

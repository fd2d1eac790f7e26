import PatternMatching
import Pictures

/// What no rule finds in a picture because a sign of it was misread: tokens with a prefix that one
/// knows, addresses whose password has no end.
struct PictureLikenesses {
  private let layout: PictureLayout
  private let prefixes: [TokenPrefix]

  init(_ layout: PictureLayout, _ prefixes: [TokenPrefix]) {
    self.layout = layout
    self.prefixes = prefixes
  }

  /// The parts of each, and its rule where that is known.
  var places: [(parts: [PictureText.Part], rule: Int?)] { tokens + addresses }

  // MARK: Tokens

  private var tokens: [(parts: [PictureText.Part], rule: Int?)] {
    var tokens: [(parts: [PictureText.Part], rule: Int?)] = []
    for (word, text) in layout.texts.enumerated() where text.count >= TokenPrefix.shortestToken {
      for part in text.indices.split(whereSeparator: { "=\"':,;()[]{}<>".utf8.contains(text[$0]) })
      where part.count >= TokenPrefix.shortestToken {
        guard let first = part.first, let last = part.last, Self.isDrawn(text[first...last]) else {
          continue
        }
        let fold = PictureFold.fold(text[first...last])
        guard let prefix = prefixes.first(where: { fold.starts(with: $0.fold) }) else { continue }
        tokens.append(
          ([PictureText.Part(word: word, range: first..<last + 1)], prefix.rule))
      }
    }
    return tokens
  }

  /// Whether a run of it is no word.
  private static func isDrawn(_ text: ArraySlice<UInt8>) -> Bool {
    text.split(whereSeparator: { !Bytes.isLetter($0) && !Bytes.isDigit($0) }).contains {
      $0.count >= 8 && PictureRow.isOfToken(Array($0))
    }
  }

  // MARK: Addresses

  private static let schemes = [
    "postgres:", "postgresql:", "mysql:", "mariadb:", "mongodb:", "mongodb+srv:", "redis:",
    "rediss:", "amqp:", "amqps:", "mssql:", "sqlserver:", "ftp:", "sftp:", "smtp:", "smtps:",
  ].map { Array($0.utf8) }

  /// `postgres://app:pa55word`, where the sign behind the password was misread.
  private var addresses: [(parts: [PictureText.Part], rule: Int?)] {
    var found: [(parts: [PictureText.Part], rule: Int?)] = []
    for cell in layout.cells {
      var text: [UInt8] = []
      var owners: [(word: Int, offset: Int)] = []
      for word in layout.words(of: cell) {
        text += layout.texts[word]
        owners += layout.texts[word].indices.map { (word, $0) }
      }
      guard let range = Self.password(in: text) else { continue }
      var parts: [PictureText.Part] = []
      for (word, offset) in owners[range] {
        if let last = parts.last, last.word == word {
          parts[parts.count - 1] = PictureText.Part(
            word: word, range: last.range.lowerBound..<offset + 1)
        } else {
          parts.append(PictureText.Part(word: word, range: offset..<offset + 1))
        }
      }
      found.append((parts, nil))
    }
    return found
  }

  /// Where an address's password stands that nothing ends.
  static func password(in text: [UInt8]) -> Range<Int>? {
    let lower = text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    for start in lower.indices {
      guard let scheme = schemes.first(where: { lower[start...].starts(with: $0) }) else {
        continue
      }
      var index = start + scheme.count
      let slashes = lower[index...].prefix { $0 == 0x2F || $0 == 0x7C }.count
      guard slashes > 0 else { continue }
      index += slashes
      let user = lower[index...].prefix {
        Bytes.isLetter($0) || Bytes.isDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
      }.count
      index += user
      guard index < lower.count, lower[index] == 0x3A else { continue }
      index += 1
      let rest = lower[index...]
      guard rest.count >= 6, !rest.contains(0x40), let first = rest.first,
        !"$<{*%[".utf8.contains(first), !rest.starts(with: "redact".utf8)
      else { continue }
      let digits = rest.prefix(while: Bytes.isDigit).count
      // A port, and where the path begins.
      if digits == rest.count || digits > 0 && rest[index + digits] == 0x2F { continue }
      return index..<lower.count
    }
    return nil
  }
}

/// What tokens of a rule begin with, folded.
struct TokenPrefix: Sendable {
  let fold: [UInt8]
  let rule: Int

  /// In signs.
  static let shortestToken = 16
  private static let shortest = 4

  /// Those that nothing else begins with, longest first.
  static func all(of rules: [Rule]) -> [TokenPrefix] {
    var prefixes: [TokenPrefix] = []
    for (index, rule) in rules.enumerated() where rule.category == .credential {
      guard let pattern = rule.pattern, let found = LiteralPrefixes(of: pattern), !found.isCaseless
      else { continue }
      for literal in found.literals {
        let isName = literal.allSatisfy {
          Bytes.isLetter($0) || Bytes.isDigit($0) || $0 == 0x2D || $0 == 0x5F
        }
        let isMarked = literal.last == 0x2D || literal.last == 0x5F
        let isUpper = literal.allSatisfy { $0 &- 0x41 < 26 || Bytes.isDigit($0) }
        let fold = PictureFold.fold(literal)
        if isName, isMarked || isUpper, fold.count >= shortest {
          prefixes.append(TokenPrefix(fold: fold, rule: index))
        }
      }
    }
    return prefixes.sorted { $0.fold.count > $1.fold.count }
  }
}

/// Values that are texts of their own.
extension Finder {
  /// An encoded value that holds a placeholder, or a connection string, is judged by what it says:
  /// the rest of it stays, encoded again.
  func judgeEncodedValues(
    in block: UnsafeRawBufferPointer, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    for index in findings.indices.reversed() {
      let value = UnsafeRawBufferPointer(rebasing: block[findings[index].range])
      let isConnection = findings[index].rule == rules.scanned.kubernetesData
      let isRelease = findings[index].rule == rules.scanned.release
      // The shortest placeholder has 27 bytes.
      guard value.count >= (isConnection ? 16 : 36),
        let decoded = EncodedText.decode(value, orRaw: isConnection)
      else { continue }
      let holdsPlaceholder = decoded.bytes.withUnsafeBytes {
        Search.first(Placeholder.prefix, in: $0, from: 0) != nil
      }
      let holdsCredentials = decoded.bytes.withUnsafeBytes {
        Reference.holdsCredentialsOfItsOwn($0)
      }
      guard
        (holdsPlaceholder || isRelease) && decoded.encoding != .none
          || isConnection && holdsCredentials
      else { continue }
      if let replacement = try redactInside(
        decoded, of: findings[index].range, &judge)
      {
        findings[index].replacement = replacements.count
        findings[index].isToken = true
        replacements.append(replacement)
      } else if holdsPlaceholder || isRelease {
        findings.remove(at: index)
      }
    }
  }

  /// What programs decode stays decodable: `auths` of Docker, `_password` of npm, keys of kubectl.
  func encodeAgain(in block: UnsafeRawBufferPointer) {
    for index in findings.indices
    where rules.scanned.decoded.contains(findings[index].rule) && findings[index].form == .raw
      && findings[index].replacement < 0
    {
      let value = UnsafeRawBufferPointer(rebasing: block[findings[index].range])
      guard value.count >= 8, let text = EncodedText.decode(value, orRaw: false),
        text.bytes.allSatisfy({ $0 < 0x80 })
      else { continue }
      guard let login = EncodedCredentials.login(text, rule: findings[index].rule) else {
        findings[index].form = .base64
        continue
      }
      findings[index].replacement = replacements.count
      findings[index].isToken = true
      replacements.append(login)
    }
  }

  /// Base64 that no key tells of is judged by what it says.
  func judgeEncodedRuns(
    in block: UnsafeRawBufferPointer, _ range: Range<Int>, core: Range<Int>, isFinal: Bool,
    _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    var others = OtherFindings(findings)
    var lines = 0..<0
    try EncodedRunScanner(block: block, path: candidatePath).scan(range) { line in
      guard !lines.contains(line.lowerBound) else { return }
      var token = line
      switch WrappedText.lines(from: line, in: block, isFinal: isFinal) {
      case .single: break
      case .incomplete:
        incompleteFrom = min(incompleteFrom, Self.line(at: line.lowerBound, in: block).lowerBound)
      case .lines(let range):
        token = range
        lines = range
      }
      guard token.overlaps(core), let place = others.around(token),
        let text = EncodedText(UnsafeRawBufferPointer(rebasing: block[token])),
        let replacement = try redactInside(text, of: token, &judge)
          ?? credentials(in: text, of: token, &judge),
        let rule = replacement.values.max(by: {
          rules.rules[$0].priority < rules.rules[$1].priority
        })
      else { return }
      var finding = Finding(range: token, rule: rule)
      if judge?.allows(finding) == true { return }
      // Every byte of another finding goes: then the token goes whole.
      if place == .apart {
        finding.replacement = replacements.count
        finding.isToken = true
        replacements.append(replacement)
      }
      findings.append(finding)
    }
  }

  private func credentials(
    in text: EncodedText, of token: Range<Int>, _ judge: inout AllowJudge?
  ) -> KnownValues.Replacement? {
    guard let replacement = EncodedCredentials.replacement(of: text, rules.scanned) else {
      return nil
    }
    for case .value(let password, let rule) in replacement.parts {
      if judge?.allows(password, of: rule, in: token) == true { return nil }
    }
    return replacement
  }

  /// - Parameter starts: behind the lists' brackets.
  func judgeByteLists(
    _ starts: [Int], in block: UnsafeRawBufferPointer, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4 else { return }
    for start in starts {
      guard let list = EncodedText.byteList(in: block, from: start),
        let replacement = try redactInside(list.text, of: list.range, &judge),
        let rule = replacement.values.max(by: {
          rules.rules[$0].priority < rules.rules[$1].priority
        })
      else { continue }
      var finding = Finding(range: list.range, rule: rule)
      if judge?.allows(finding) == true { continue }
      finding.replacement = replacements.count
      finding.isToken = true
      replacements.append(replacement)
      findings.append(finding)
    }
  }

  /// - Parameter starts: of tokens.
  func judgeCompressed(
    _ starts: [Int], in block: UnsafeRawBufferPointer, isFinal: Bool, _ judge: inout AllowJudge?
  ) throws {
    guard depth < 4, let unread = rules.scanned.sensitive, !starts.isEmpty else { return }
    var others = OtherFindings(findings)
    for start in starts {
      guard let token = CompressedToken.range(at: start, in: block) else { continue }
      if token.upperBound == block.count, !isFinal, token.count < Self.reach {
        incompleteFrom = min(incompleteFrom, Self.line(at: start, in: block).lowerBound)
        continue
      }
      guard let place = others.around(token) else { continue }
      var finding = Finding(range: token, rule: unread)
      switch CompressedToken.content(of: UnsafeRawBufferPointer(rebasing: block[token])) {
      case .unread: break
      case .text(let bytes):
        let text = EncodedText(bytes: bytes, encoding: .gzip)
        guard let replacement = try redactInside(text, of: token, &judge),
          let rule = replacement.values.max(by: {
            rules.rules[$0].priority < rules.rules[$1].priority
          })
        else { continue }
        finding.rule = rule
        if place == .apart {
          finding.replacement = replacements.count
          finding.isToken = true
          replacements.append(replacement)
        }
      }
      if judge?.allows(finding) != true { findings.append(finding) }
    }
  }

  /// - Returns: nil where nothing is found inside.
  private func redactInside(
    _ text: EncodedText, of token: Range<Int>, _ judge: inout AllowJudge?
  ) throws -> KnownValues.Replacement? {
    let finder = try inner ?? Finder(rules, known: knownValues, depth: depth + 1)
    inner = finder
    finder.setPath(path)
    return try text.bytes.withUnsafeBytes { block in
      try finder.find(in: block, hint: .unknown, isFinal: true)
      judge?.add(finder.allowed, in: token)
      guard !finder.findings.isEmpty else { return nil }
      var parts: [KnownValues.Replacement.Part] = []
      var position = 0
      for finding in finder.findings {
        parts.append(.bytes(Array(block[position..<finding.range.lowerBound])))
        if finding.replacement >= 0 {
          parts.append(.nested(finder.replacements[finding.replacement]))
        } else {
          let span = UnsafeRawBufferPointer(rebasing: block[finding.range])
          parts.append(.value(finding.form.decode(span), rule: finding.rule))
        }
        position = finding.range.upperBound
      }
      parts.append(.bytes(Array(block[position...])))
      return KnownValues.Replacement(parts: parts, encoding: text.encoding)
    }
  }
}

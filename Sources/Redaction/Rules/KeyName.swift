/// A key name split into words: `dbPassword`, `DB_PASSWORD` and `db.password` are all `db password`.
struct KeyName: Hashable, Sendable {
  /// Lower case.
  let words: [String]

  init(_ text: String) {
    var words: [String] = []
    var word = ""
    var previous: Character?
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      defer { previous = character }
      if character == "_" || character == "-" || character == "." || character == " "
        || character == "$" || character == ":"
      {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      // A capital begins a word behind a small letter or a digit, and before a small one (APIKey).
      let nextIsLower = index + 1 < characters.count && characters[index + 1].isLowercase
      if character.isUppercase, let before = previous, !word.isEmpty,
        before.isLowercase || before.isNumber || (before.isUppercase && nextIsLower)
      {
        words.append(word)
        word = ""
      }
      word += character.lowercased()
    }
    if !word.isEmpty { words.append(word) }
    // password1, PASSWORD_2: a number at the end says which one, not what.
    if let last = words.last, last.allSatisfy(\.isNumber), words.count > 1 { words.removeLast() }
    if let last = words.last {
      let stem = last.reversed().drop { $0.isNumber }
      if !stem.isEmpty, stem.count < last.count { words[words.count - 1] = String(stem.reversed()) }
    }
    self.words = words
  }

  var joined: String { words.joined() }
}

/// Which rule a key name belongs to.
struct KeyNameTable: Sendable {
  /// By the joined words.
  private var rules: [String: Int] = [:]
  private var longest = 0
  /// One for each way in which a key can be found in a text.
  private(set) var literals: Set<String> = []
  /// Those whose value a sentence may tell.
  private(set) var told: Set<String> = []
  private var toldRules: Set<Int> = []

  struct Key: Sendable {
    let name: String
    /// Index into the rules.
    let rule: Int
    let priority: Int
    /// A sentence may tell the value: `the password is …`.
    let isTold: Bool
  }

  init(_ keys: [Key]) {
    var priorities: [String: Int] = [:]
    var names: [KeyName] = []
    var toldNames: Set<KeyName> = []
    for key in keys {
      let name = KeyName(key.name)
      guard !name.words.isEmpty else { continue }
      names.append(name)
      if key.isTold {
        toldNames.insert(name)
        toldRules.insert(key.rule)
      }
      longest = max(longest, name.words.count)
      if let known = priorities[name.joined], known >= key.priority { continue }
      priorities[name.joined] = key.priority
      rules[name.joined] = key.rule
    }
    let all = Set(names)
    let allWords = Set(all.map(\.words))
    for name in all {
      // Where a shorter key ends this one, the shorter one's literal finds both.
      let isCovered = (1..<max(1, name.words.count)).contains { count in
        allWords.contains(Array(name.words.suffix(count)))
      }
      if isCovered { continue }
      for separator in name.words.count > 1 ? ["", "_", "-", ".", " "] : [""] {
        let literal = name.words.joined(separator: separator)
        literals.insert(literal)
        if toldNames.contains(name) { told.insert(literal) }
        // Vectorscan folds ASCII case only.
        if literal.utf8.contains(where: { $0 >= 0x80 }) {
          for other in [literal.uppercased(), literal.prefix(1).uppercased() + literal.dropFirst()]
          {
            literals.insert(other)
            if toldNames.contains(name) { told.insert(other) }
          }
        }
      }
    }
  }

  /// Names that end like a secret's and are none: where a listing goes on, which kind, how many.
  private static let harmless: Set<String> = [
    "nexttoken", "pagetoken", "nextpagetoken", "continuationtoken", "outputtoken", "inputtoken",
    "changetoken", "clientrequesttoken", "idempotencytoken", "synctoken", "resumetoken",
    "locktoken",
    "imagepullsecret", "existingsecret", "tlssecret", "pullsecret",
  ]

  struct Match: Sendable, Equatable {
    enum Demand: Sendable {
      case anything
      /// A digit and a letter: a name in the plural has names in its list as well.
      case mixed
      /// The name only hints at a secret: the value must look drawn by a machine.
      case token
    }
    let rule: Int
    let demand: Demand
  }

  /// The rule of the longest key that ends `name` at a word's border, or that stands in it before
  /// words that say which one (`PASSWORD_PROD`) or something else (`tokenForDeployment`).
  func match(_ name: KeyName) -> Match? {
    var words = name.words[...]
    var demand = Match.Demand.anything
    if let last = words.last, last.count >= 4, last.hasSuffix("s"), rule(ending: words) == nil {
      // tokens, apiKeys: a list of them, or how many there are.
      words[words.endIndex - 1] = String(last.dropLast())
      demand = .mixed
    }
    for _ in 0...3 {
      if isHarmless(words) { return nil }
      if let rule = rule(ending: words) {
        // auth-proxy, sessionStore: with another word they name parts of programs.
        guard demand != .token || toldRules.contains(rule) else { return nil }
        return Match(rule: rule, demand: demand)
      }
      guard words.count > 1, let last = words.popLast(), !KeyNameWords.details.contains(last)
      else { return nil }
      if !KeyNameWords.qualifiers.contains(last) { demand = .token }
    }
    return nil
  }

  private func isHarmless(_ words: ArraySlice<String>) -> Bool {
    (2...3).contains { count in
      words.count >= count && Self.harmless.contains(words.suffix(count).joined())
    }
  }

  /// A key of eight bytes or more may also end a longer word (`rootpassword`), a shorter one after
  /// words that often stand before it (`dbpass`).
  private func rule(ending words: ArraySlice<String>) -> Int? {
    for count in stride(from: min(words.count, longest + 2), through: 1, by: -1) {
      if let rule = rules[words.suffix(count).joined()] { return rule }
    }
    guard let last = words.last else { return nil }
    for owner in KeyNameWords.owners where last.hasPrefix(owner) {
      if let rule = rules[String(last.dropFirst(owner.count))] { return rule }
    }
    if let rule = rule(endingWide: last) { return rule }
    guard last.utf8.count > 8 else { return nil }
    for drop in 1...(last.count - 8 > 0 ? last.count - 8 : 1) where last.count - drop >= 8 {
      if let rule = rules[String(last.dropFirst(drop))] { return rule }
    }
    return nil
  }

  /// Scripts without capitals join words without a border: `app密碼`, `Dbパスワード`.
  private func rule(endingWide word: String) -> Int? {
    guard let last = word.unicodeScalars.last, last.value >= 0x0E00 else { return nil }
    let scalars = word.unicodeScalars
    var start = scalars.startIndex
    while start != scalars.endIndex {
      if let rule = rules[String(scalars[start...])] { return rule }
      scalars.formIndex(after: &start)
    }
    return nil
  }
}

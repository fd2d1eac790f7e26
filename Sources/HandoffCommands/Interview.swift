internal import Documents

/// Asks a person at the terminal, one question after the other. `?` says why something is asked,
/// `<` goes back.
struct Interview {
  /// Standard input ended before the last answer.
  struct Ended: Error {}
  /// An answer that can't be taken, and what would be one.
  struct Misunderstood: Error { let text: String }

  enum Turn<Answer> {
    case answer(Answer)
    case back
  }

  private enum Command: Error { case back, why }

  let console: Console

  /// Asks until the answer is understood, or the person goes back.
  ///
  /// - Parameter answer: reads lines; see ``line(_:)``.
  /// - Throws: ``Ended``.
  func ask<Answer>(
    _ question: String, why: String, answer: () throws -> Answer
  ) throws -> Turn<Answer> {
    console.ask("")
    for line in Self.wrapped(question) { console.ask(line) }
    while true {
      do {
        return .answer(try answer())
      } catch let word as Command {
        switch word {
        case .back: return .back
        case .why: for line in Self.wrapped("Why: \(why)") { console.ask("  " + line) }
        }
      } catch let fault as Misunderstood {
        for line in Self.wrapped(fault.text) { console.ask("  " + line) }
      }
    }
  }

  /// - Returns: nil where nothing was answered.
  func line(_ prompt: String = "> ") throws -> String? {
    console.prompt(prompt)
    guard let text = readLine() else { throw Ended() }
    let answer = String(text.trimmingSpace)
    switch answer {
    case "": return nil
    case "?": throw Command.why
    case "<": throw Command.back
    default: return answer
    }
  }

  func show(_ choices: [String]) {
    let items = choices.enumerated().map { "\($0.offset + 1)) \($0.element)" }
    for line in Self.wrapped(items) { console.ask("  " + line) }
  }

  /// One of a few words: by number, or by as many letters as it takes.
  func choice(of choices: [String], prompt: String = "> ") throws -> String? {
    show(choices)
    guard let text = try line(prompt) else { return nil }
    if let number = Int(text), choices.indices.contains(number - 1) { return choices[number - 1] }
    let lower = text.lowercased()
    if choices.contains(lower) { return lower }
    let matching = choices.filter { $0.hasPrefix(lower) }
    guard matching.count == 1 else {
      throw Misunderstood(text: "Give a number or a word of the list.")
    }
    return matching[0]
  }

  private static func wrapped(_ text: String) -> [String] {
    wrapped(text.split(separator: " ").map(String.init))
  }

  /// Lines of whole parts, for 80 columns.
  private static func wrapped(_ parts: [String]) -> [String] {
    var lines = [""]
    for part in parts {
      if lines[lines.count - 1].count + part.count > 74 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + part
    }
    return lines
  }
}

extension StringProtocol {
  var trimmingSpace: SubSequence {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return rest
  }
}

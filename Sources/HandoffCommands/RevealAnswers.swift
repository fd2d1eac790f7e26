internal import ArgumentParser
internal import Documents
internal import Redaction

/// What placeholders stand for, as they were asked for.
struct RevealAnswers {
  private let answers: [(text: String, entries: [Vault.Entry])]

  init(_ substitutes: [(text: String, identity: SubstituteIdentity)], in vault: Vault) throws {
    let found = try vault.entries(Set(substitutes.map(\.identity)))
    answers = substitutes.map { ($0.text, found[$0.identity] ?? []) }
  }

  /// A line for each value.
  var lines: [UInt8] {
    answers.flatMap(\.entries).reduce([]) { $0 + $1.value + [0x0A] }
  }

  private struct Document: Encodable {
    struct Answer: Encodable {
      let substitute: String
      let rule: String
      let values: [String]
    }
    let revealed: [Answer]
  }

  /// - Throws: ``RevealRefusal`` for a value that isn't text.
  func json() throws -> [UInt8] {
    let revealed = try answers.map { answer in
      let values = try answer.entries.map { entry in
        guard let value = String(validating: entry.value, as: UTF8.self) else {
          throw RevealRefusal(
            report: "\(answer.text): its value isn't UTF-8, which JSON needs",
            hint: "leave out --json")
        }
        return value
      }
      return Document.Answer(
        substitute: answer.text, rule: answer.entries.first?.rule ?? "", values: values)
    }
    return try JSONText.encode(Document(revealed: revealed), pretty: true)
  }

  func checkKnown() throws {
    guard let unknown = answers.first(where: \.entries.isEmpty) else { return }
    throw RevealRefusal(
      report: "\(unknown.text): the vault doesn't hold it",
      hint: "name its ticket with --ticket, or its key with --key; credentials are kept with "
        + "'--vault all' only")
  }

  func checkUnambiguous() throws {
    guard let many = answers.first(where: { $0.entries.count > 1 }) else { return }
    throw RevealRefusal(
      report: "\(many.text): stands for \(many.entries.count) values", hint: nil)
  }
}

/// The vault was asked, and the answer is no.
struct RevealRefusal: ReportedError {
  let report: String
  let hint: String?
  var exitStatus: Int32 { 2 }
}

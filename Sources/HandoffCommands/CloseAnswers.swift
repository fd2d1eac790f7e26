internal import ArgumentParser
internal import Execution
internal import Plans

/// `--waive ITEM=REASON` and `--rotated ITEM=PROOF`.
struct CloseAnswer {
  let option: String
  let item: String
  let text: String

  /// - Throws: `ValidationError` where a side is missing.
  init(_ given: String, option: String, text name: String) throws {
    self.option = option
    let parts = given.split(separator: "=", maxSplits: 1).map { part in
      String(part.drop(while: \.isWhitespace))
    }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ValidationError("\(option) takes ITEM=\(name), and both are needed.")
    }
    (item, text) = (parts[0], parts[1])
  }

  /// The items it means: one, or the secrets of a rule.
  ///
  /// - Throws: `ValidationError` where there is none.
  func items(in closeOut: CloseOut) throws -> [CloseOut.Item] {
    let items = closeOut.items.filter { $0.answers(to: item) }
    guard items.isEmpty else { return items }
    let open = closeOut.open.prefix(10).map(\.id).joined(separator: ", ")
    throw ValidationError(
      "\(option): nothing to close is called '\(item)'; open: \(open.isEmpty ? "nothing" : open).")
  }

  /// - Throws: `RunRefusal` where no reason can stand for it.
  func waivers(in closeOut: CloseOut) throws -> [(name: String, reason: String)] {
    try items(in: closeOut).map { item in
      guard item.canBeWaived else {
        throw RunRefusal(
          .person, "the review of an emergency can't be waived",
          hint: "somebody who executed nothing of the run confirms it: handoff close DIR --sign KEY"
        )
      }
      return (item.name, text)
    }
  }

  /// - Throws: `ValidationError` where it isn't for a person to say.
  func rotations(in closeOut: CloseOut) throws -> [(name: String, proof: String)] {
    try items(in: closeOut).map { item in
      guard item.kind == .rotate, item.needsPerson else {
        let why = item.kind == .rotate ? "has a command of the plan" : "is no rotation"
        throw ValidationError("\(option): '\(self.item)' \(why).")
      }
      return (item.name, text)
    }
  }
}

package import Documents
import Plans

/// How far `close` has come, for tools.
package struct CloseStatus: Encodable, Sendable {
  package struct Item: Encodable, Sendable {
    /// As `--waive` and `--rotated` take it.
    package let item: String
    package let kind: String
    package let state: CloseOut.State
    /// Whether the run stays open without it.
    package let demanded: Bool
    package let what: String
    /// Who answered it, and when.
    package let by: String?
    package let at: Timestamp?
    /// Of a rotation: how it is known.
    package let proof: String?
    /// Of a waiver, or why it failed.
    package let reason: String?
    package let rotate: String?
    package let docs: String?
    package let places: [String]?
  }

  package let run: String
  package let state: String
  package let closed: Timestamp?
  /// The items that keep it open.
  package let open: [String]
  package let items: [Item]

  package init(_ closeOut: CloseOut, run: String) {
    self.run = run
    let open = closeOut.open
    state = closeOut.closed == nil ? "open" : "closed"
    closed = closeOut.closed
    self.open = open.map(\.id)
    items = closeOut.items.map { item in
      Item(
        item: item.id, kind: item.kind.rawValue, state: item.state, demanded: item.isDemanded,
        what: item.text, by: item.rotation?.by ?? item.answer?.actor,
        at: item.rotation?.at ?? item.answer?.ts, proof: item.rotation?.proof,
        reason: item.answer?.note, rotate: item.secret?.how, docs: item.secret?.docs,
        places: item.secret?.places)
    }
  }
}

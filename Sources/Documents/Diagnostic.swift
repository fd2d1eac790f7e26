/// A fault in a document that a person wrote: what, where, how to mend it.
///
/// It never holds a value of the document that could be a secret: messages name keys and
/// positions only.
public struct Diagnostic: Error, Equatable, Sendable, CustomStringConvertible {
  /// The document's name as the user gave it, or empty.
  public var file: String
  /// 1-based; 0 when the fault has no place.
  public var line: Int
  /// 1-based, in characters; 0 when the fault has no place.
  public var column: Int
  /// What is wrong, without a full stop.
  public var message: String
  /// How to mend it.
  public var hint: String?

  public init(file: String, line: Int = 0, column: Int = 0, message: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  public var description: String {
    var place = file
    if line > 0 { place += ":\(line):\(column)" }
    return place.isEmpty ? message : "\(place): \(message)"
  }
}

/// What a command must leave behind to count as done. Texts are compared with redacted output.
public struct Expectation: Sendable {
  /// Accepted exit codes; never empty.
  public var exit: [Int]
  public var stdout: [OutputMatch]
  public var stderr: [OutputMatch]
  /// Meets its own expectations at the latest after `within`.
  public var verify: Command? {
    get { verifications.first }
    set { verifications = newValue.map { [$0] } ?? [] }
  }
  /// At most one; a list, since a command has expectations too.
  private var verifications: [Command]
  /// Seconds in which `verify` is tried again; 0: once.
  public var within: Int
  /// What a person looks for, in words.
  public var text: String?

  public init(
    exit: [Int] = [0], stdout: [OutputMatch] = [], stderr: [OutputMatch] = [],
    verify: Command? = nil, within: Int = 0, text: String? = nil
  ) {
    self.exit = exit
    self.stdout = stdout
    self.stderr = stderr
    verifications = verify.map { [$0] } ?? []
    self.within = within
    self.text = text
  }
}

/// One demand on an output.
public enum OutputMatch: Hashable, Sendable {
  case contains(String)
  /// The whole output, without line ends at its end.
  case equals(String)
  /// A PCRE2 pattern that is found somewhere in the output.
  case matches(String)
  case excludes(String)
  case isEmpty
}

internal import ArgumentParser
internal import Documents
internal import Redaction

/// `--allow`, `--ignore-allow-comments`.
struct AllowOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "A list of what stays: values, regexes and paths, each with a reason; can repeat.")
  var allow: [String] = []

  @Flag(name: .long, help: "Redact what 'handoff:allow' on a line lets stay.")
  var ignoreAllowComments = false

  static let discussion = """
    What rules find on a line that holds 'handoff:allow' stays, or what one rule finds with \
    'handoff:allow=RULE'; so does what an --allow list names. All of it is counted. It speaks of \
    that place only: a value that is found anywhere else goes there and here.
    """

  /// - Parameter console: told of entries that no longer apply.
  func load(_ console: Console) throws -> Allowances {
    let list = try AllowList(paths: allow, now: .now)
    for place in list.expired {
      console.warning(
        "\(PrintableText.line(place)): this entry has expired and allows nothing",
        hint: "look at what it allowed; then renew 'expires', or remove the entry")
    }
    return Allowances(list: list, honoursComments: !ignoreAllowComments)
  }
}

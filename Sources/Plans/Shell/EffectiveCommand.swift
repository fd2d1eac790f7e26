/// One program that a script runs, with its wrappers (`sudo`, `sh -c`, `xargs`, …) taken off.
package struct EffectiveCommand: Sendable {
  /// The program's name without folders; empty where an expansion decides it.
  package var program: String
  /// The folder that the script names for it; empty where it names none.
  package var folder: String
  /// The arguments, without the program.
  package var words: [ShellWord]
  package var environment: [(name: String, value: ShellWord)]
  package var redirects: [ShellRedirect]
  /// What is known of its standard input: a here-document, a here-string, an `echo` before it.
  package var input: String?
  /// The programs before it in its pipeline, and those inside process substitutions it reads.
  package var sources: [EffectiveCommand]
  /// The wrappers that were taken off, outermost first.
  package var wrappers: [String]
  /// 1-based, in the script.
  package var line: Int

  /// The arguments as texts; expansions stand as `$name` and `$()`.
  package var arguments: [String] { words.map(\.pattern) }

  package init(
    program: String, folder: String = "", words: [ShellWord],
    environment: [(name: String, value: ShellWord)] = [],
    redirects: [ShellRedirect] = [], input: String? = nil, sources: [EffectiveCommand] = [],
    wrappers: [String] = [], line: Int = 1
  ) {
    self.program = program
    self.folder = folder
    self.words = words
    self.environment = environment
    self.redirects = redirects
    self.input = input
    self.sources = sources
    self.wrappers = wrappers
    self.line = line
  }
}

/// What of a script can't be judged.
package struct ShellFault: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Not bash, or nested too deep.
    case unparsable
    /// What runs is decided while it runs.
    case dynamic
  }

  package var kind: Kind
  package var message: String
  package var line: Int
}

internal import Documents
internal import Redaction

/// Files of a bundle that hold more than most, to be looked through before they are sent.
enum SensitiveFiles {
  /// What a file is by its name.
  private static let names: [(endings: [String], what: String)] = [
    ([".tfstate", ".tfstate.backup"], "a Terraform state file"),
    (["kubeconfig", ".kubeconfig", "kubeconfig.yaml", "kubeconfig.yml"], "a kubeconfig"),
    (["rootkey.csv"], "the keys of a root account"),
    (["accesskeys.csv", "credentials.csv"], "downloaded access keys"),
    ([".sql", ".dump", ".sql.gz", ".sql.zst", ".sql.xz", ".sql.bz2"], "a database dump"),
  ]

  /// What a file was by what was found in it.
  private static let rules: [(prefix: String, what: String)] = [
    ("google-service-account-key", "a service account's key"),
    ("kubeconfig-client-key", "a kubeconfig with keys"),
  ]

  /// One line for each such file.
  static func notes(_ report: RedactionReport, files: [String]) -> [String] {
    let counts = Dictionary(report.files.map { ($0.path, $0) }) { first, _ in first }
    return files.compactMap { path in
      let count = counts[path]
      guard let what = what(path, count) else { return nil }
      let found = count?.total ?? 0
      return "\(PrintableText.line(path)): \(what), "
        + (found > 0 ? "\(found) redacted" : "nothing found in it")
        + "; look through it before you send it"
    }
  }

  /// The name goes first: a value that stands in several files is named by one rule in all of them.
  private static func what(_ path: String, _ count: RedactionReport.FileCount?) -> String? {
    let lower = path.lowercased()
    if let name = names.first(where: { $0.endings.contains { lower.hasSuffix($0) } }) {
      return name.what
    }
    return rules.first { rule in
      count?.counts.keys.contains { $0.hasPrefix(rule.prefix) } == true
    }?.what
  }
}

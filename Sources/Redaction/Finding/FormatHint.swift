/// What a file's name says of its format.
enum FormatHint: Sendable {
  case unknown
  /// `key=value` lines, values to the end of the line: `.env`, INI, properties.
  case settings
  case yaml
  case json
  /// Values need quotes: TOML, HCL, SQL, source code.
  case source

  init(path: String) {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let suffix = parts.count > 1 ? String(parts[parts.count - 1]) : ""
    switch suffix {
    case "yaml", "yml": self = .yaml
    case "json", "ndjson", "jsonl", "tfstate", "har", "ipynb": self = .json
    case "ini", "properties", "conf", "cfg", "cnf", "env": self = .settings
    case "toml", "tf", "tfvars", "hcl", "sql", "py", "js", "ts", "go", "java", "cs", "rb", "php",
      "swift", "rs", "kt", "kts", "c", "cpp", "h", "m", "pyi", "tsx", "jsx", "mjs", "cjs", "scala",
      "groovy", "gradle", "dart", "lua", "vb", "fs", "ps1", "psm1", "bicep", "ex", "exs":
      self = .source
    default: self = name.hasPrefix(".env") || name == "env" ? .settings : .unknown
    }
  }
}

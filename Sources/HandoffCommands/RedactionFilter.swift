internal import DurableFiles
internal import Redaction
internal import SystemPackage

/// Standard input to standard output.
struct RedactionFilter {
  private let setup: RedactionSetup

  init(_ setup: RedactionSetup) {
    self.setup = setup
  }

  func run() throws {
    let stream = try StreamRedactor(rules: setup.rules, key: setup.key)
    let vault = FilterVault(setup)
    stream.onFinding = { rule, value in vault.take(rule, value) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count: Int
      do {
        count = try buffer.withUnsafeMutableBytes { try FileDescriptor.standardInput.read(into: $0) }
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: "standard input", doing: "read it")
      }
      if count == 0 { break }
      try write(stream.feed(buffer[..<count]))
    }
    try write(stream.finish())
    try vault.store()
  }

  private func write(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do {
      try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: "standard output", doing: "write it")
    }
  }
}

/// Collects what a stream may reveal later.
private final class FilterVault {
  private let setup: RedactionSetup
  private var entries: Set<Vault.Entry> = []

  init(_ setup: RedactionSetup) {
    self.setup = setup
  }

  func take(_ rule: Rule, _ value: [UInt8]) {
    guard rule.category != .credential, entries.count < 1 << 20 else { return }
    entries.insert(Vault.Entry(rule: rule, value: value, key: setup.key))
  }

  func store() throws {
    try setup.vault().add(entries.sorted { $0.hex < $1.hex })
  }
}

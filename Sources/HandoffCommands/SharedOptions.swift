internal import ArgumentParser
internal import Documents
internal import ExternalTools
internal import Redaction

/// `--quiet`.
struct QuietOption: ParsableArguments {
  @Flag(name: .long, help: "Leave out notes; errors and warnings stay.")
  var quiet = false

  var console: Console { Console(isQuiet: quiet) }
}

/// `--json`.
struct JSONOption: ParsableArguments {
  @Flag(name: .long, help: "Write one sorted JSON document to standard output.")
  var json = false
}

/// `--force`.
struct ForceOption: ParsableArguments {
  @Flag(name: .long, help: "Replace what stands at the output's place.")
  var force = false
}

/// `--sign`.
struct SigningOption: ParsableArguments {
  @Option(
    name: .long,
    help: "Private key file, or a public key whose private half is in an agent.")
  var sign: String?
}

/// `--allowed-signers`.
struct TrustOption: ParsableArguments {
  @Option(
    name: .long,
    help: "Whose signatures count (ssh's format); instead of the one that client.yaml names.")
  var allowedSigners: String?
}

/// `--at`.
struct TimeOption: ParsableArguments {
  @Option(
    name: .customLong("at"),
    help: "Judge keys by this time, at which you know that the signatures existed (default: now).")
  var time: String?

  func validate() throws {
    if let time, Timestamp(time) == nil {
      throw ValidationError("--at: '\(time)' is no time, such as 2026-11-21T08:44:00Z.")
    }
  }

  var moment: Timestamp? { time.flatMap { Timestamp($0) } }
}

/// `--encrypt-to`.
struct EncryptionOption: ParsableArguments {
  @Option(
    name: .long,
    help:
      "Recipient of the encrypted bundle (age or SSH public key, or a file of them); can repeat.")
  var encryptTo: [String] = []
}

/// `--ticket`.
struct TicketOption: ParsableArguments {
  @Option(name: .long, help: "Ticket file, or the ticket's id.")
  var ticket: String?
}

/// `--known`.
struct KnownOption: ParsableArguments {
  @Option(
    name: .long,
    help: "File of values to redact too, one a line, six bytes or more; never stored; can repeat.",
    completion: .file())
  var known: [String] = []

  func values(_ console: Console) throws -> NamedValues {
    var values = NamedValues()
    for path in known { try values.read(path) }
    if values.isEmpty, let path = known.first {
      console.warning("\(path): holds no value", hint: "write one value a line")
    }
    return values
  }
}

/// `--rules`, `--profile`, `--key`, `--jobs`.
struct RedactionOptions: ParsableArguments {
  @Option(name: .long, help: "A file or folder of rules to add; can repeat.")
  var rules: [String] = []

  @Option(name: .long, help: "What goes: secrets, support or strict.")
  var profile = "support"

  @Option(name: .long, help: "Key file of the placeholders; made when absent.")
  var key: String?

  @Option(name: .long, help: "How many workers at a time (default: the number of cores).")
  var jobs: Int?
}

extension RedactionOptions {
  /// How many workers a job has: as said, or one a core.
  func workers() throws -> Int {
    guard let jobs else { return ProcessorCount.online }
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs takes a number from 1 to 256")
    }
    return jobs
  }

  static func profile(_ name: String) throws -> RedactionProfile {
    guard let profile = RedactionProfile(rawValue: name) else {
      throw ValidationError("--profile takes secrets, support or strict")
    }
    return profile
  }
}

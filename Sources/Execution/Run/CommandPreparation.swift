import DurableFiles
import Plans
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Turns the plan's commands into what is started.
final class CommandPreparation {
  private let plan: Plan
  private let folder: RunFolder
  private let sums: String
  private let values: ParameterValues
  private let workingDirectory: String
  private let inherited: [String: String]
  private let git: () throws -> String

  /// - Parameters:
  ///   - sums: the digest of the SHA256SUMS that was verified.
  ///   - workingDirectory: where the plan runs.
  ///   - git: its absolute path.
  init(
    plan: Plan, folder: RunFolder, sums: String, values: ParameterValues,
    workingDirectory: String, git: @escaping () throws -> String
  ) {
    self.plan = plan
    self.folder = folder
    self.sums = sums
    self.values = values
    self.workingDirectory = workingDirectory
    self.git = git
    inherited = Self.inheritedEnvironment()
  }

  /// The client's own environment, which holds its cloud profile and agents, without what is meant
  /// for this program.
  static func inheritedEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "="), !text.hasPrefix("HANDOFF_") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }

  /// - Parameter expectation: instead of the command's own.
  func order(
    _ command: Command, expectation: Expectation? = nil
  ) throws -> CommandOrder {
    let resolved = try values.resolve(command)
    var launch = Launch(
      resolved.arguments,
      environment: inherited.merging(resolved.environment) { $1 },
      workingDirectory: absolute(command.workingDirectory),
      standardInput: resolved.standardInput)
    var holder: PrivateFolder?
    if let text = command.script {
      let bytes = try scriptBytes(text)
      let place = try PrivateFolder()
      launch.arguments = ["bash", try place.write(bytes, as: "script.sh")]
      holder = place
    }
    return CommandOrder(
      launch: launch, expectation: expectation ?? command.expect ?? Expectation(),
      timeout: command.effectiveTimeout, digest: command.digest, masks: resolved.masks,
      holder: holder)
  }

  /// What the plan says, which is what was approved; where the bundle holds it as a file too, that
  /// file's digest is the signed one and its text the plan's.
  private func scriptBytes(_ script: PlanText) throws -> [UInt8] {
    let text = PlanScripts.text(of: script)
    let bytes = Array(text.utf8)
    for file in PlanScripts.files(of: plan) where file.text == text && folder.lists(file.path) {
      guard try folder.verifiedFile(file.path, sums: sums) == bytes else {
        throw RunRefusal(.gate, "the bundle's \(file.path) is not what its plan says")
      }
    }
    return bytes
  }

  private func absolute(_ path: String?) -> String {
    guard let path, !path.isEmpty else { return workingDirectory }
    return path.hasPrefix("/") ? path : workingDirectory + "/" + path
  }

  // MARK: Patches

  /// `git apply`, with the patch on standard input.
  ///
  /// - Parameters:
  ///   - reversed: takes the patch back.
  ///   - check: only tries.
  func patchOrder(_ step: Step, reversed: Bool, check: Bool) throws -> CommandOrder {
    guard let use = step.patch else {
      throw RunRefusal(.gate, "the step '\(step.id)' names no patch")
    }
    let source = plan.patches.first { $0.id == use.id }
    let file = "patches/\(use.id).patch"
    let reverseFile = "patches/\(use.id).reverse.patch"
    let hasReverse = folder.lists(reverseFile)
    let name = reversed && hasReverse ? reverseFile : file
    let stored = try folder.verifiedFile(name, sums: sums)
    let (bytes, masks) = try values.resolvePlaceholders(in: stored)
    var arguments = [try git(), "apply", "--whitespace=nowarn"]
    if reversed, !hasReverse { arguments.append("-R") }
    if check { arguments.append("--check") }
    arguments.append("-")
    let directory = try (use.directory ?? source?.directory).map { try values.text($0) }
    var environment = inherited
    for name in environment.keys where name.hasPrefix("GIT_") { environment[name] = nil }
    return CommandOrder(
      launch: Launch(
        arguments, environment: environment, workingDirectory: absolute(directory),
        standardInput: bytes),
      expectation: Expectation(), timeout: Command.defaultTimeout,
      digest: JournalText.digest(
        Array("git apply \(reversed ? "reverse" : "forward") \(check) ".utf8) + stored),
      masks: masks)
  }
}

extension Command {
  /// The SHA-256 of the command as the plan writes it, references unresolved.
  package var digest: String {
    var parts: [String] = []
    switch action {
    case .argv(let elements): parts += ["argv"] + elements.map(\.text)
    case .script(let text): parts += ["script", text.text]
    }
    for (name, value) in environment { parts += ["env", name, value.text] }
    if let input = standardInput { parts += ["stdin", input.text] }
    if let folder = workingDirectory { parts += ["folder", folder] }
    // Each part is led by its length, so that no two commands write the same text.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
    return JournalText.digest(Array(text.utf8))
  }
}

import DurableFiles
import ExternalTools
import Plans
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Turns the plan's commands into what is started.
final class CommandPreparation {
  let plan: Plan
  let folder: RunFolder
  let sums: String
  let values: ParameterValues
  private let workingDirectory: String
  let inherited: [String: String]
  let git: () throws -> String
  let isRehearsal: Bool

  /// - Parameters:
  ///   - sums: the digest of the SHA256SUMS that was verified.
  ///   - workingDirectory: where the plan runs.
  ///   - git: its absolute path.
  ///   - isRehearsal: nothing is resolved, because nothing is started.
  init(
    plan: Plan, folder: RunFolder, sums: String, values: ParameterValues,
    workingDirectory: String, git: @escaping () throws -> String,
    isRehearsal: Bool = false
  ) {
    self.plan = plan
    self.folder = folder
    self.sums = sums
    self.values = values
    self.workingDirectory = workingDirectory
    self.git = git
    self.isRehearsal = isRehearsal
    inherited = Self.inheritedEnvironment()
  }

  /// The client's own environment, which holds its cloud profile and agents, without what is meant
  /// for this program, and without what makes a shell run something first.
  static func inheritedEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "="), case let name = String(text[..<equals]),
        !name.hasPrefix("HANDOFF_"), !name.hasPrefix("BASH_FUNC_"),
        !["BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS"].contains(name)
      {
        variables[name] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }

  /// Of every variable that this process has.
  static func names() -> [String] {
    var names: [String] = []
    var next = environ
    while let entry = next.pointee {
      if let name = String(cString: entry).split(separator: "=").first {
        names.append(String(name))
      }
      next += 1
    }
    return names
  }

  /// - Parameter expectation: instead of the command's own.
  func order(
    _ command: Command, expectation: Expectation? = nil
  ) throws -> CommandOrder {
    if isRehearsal {
      return CommandOrder(
        launch: Launch([], environment: [:]),
        expectation: expectation ?? command.expect ?? Expectation(),
        timeout: command.effectiveTimeout, digest: command.digest)
    }
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
      launch.arguments = [
        try ToolLocator().path(of: "bash"), try place.write(bytes, as: "script.sh"),
      ]
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

  func absolute(_ path: String?) -> String {
    guard let path, !path.isEmpty else { return workingDirectory }
    return path.hasPrefix("/") ? path : workingDirectory + "/" + path
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

/// The scripts of a plan as files of its bundle.
public enum PlanScripts {
  /// One file.
  public struct File: Sendable {
    /// Below the bundle's top folder.
    public var path: String
    public var text: String
  }

  /// Where the script of a command goes: `scripts/<step>.sh` for what the step runs,
  /// `scripts/<step>.<purpose>.sh` for the rest.
  public static func path(_ owner: String, _ purpose: CommandUse.Purpose) -> String {
    purpose == .run ? "scripts/\(owner).sh" : "scripts/\(owner).\(purpose.rawValue).sh"
  }

  /// The file's text: strict mode in front of what the author wrote.
  public static func text(of script: PlanText) -> String {
    var body = script.text[...]
    if body.hasPrefix("#!") { body = body.drop { $0 != "\n" }.dropFirst() }
    let end = body.hasSuffix("\n") ? "" : "\n"
    return "#!/usr/bin/env bash\nset -euo pipefail\n\(body)\(end)"
  }

  /// Every script of the plan, by path.
  public static func files(of plan: Plan) -> [File] {
    var seen: [String: Int] = [:]
    return plan.commands.compactMap { use in
      guard let script = use.command.script else { return nil }
      var path = path(use.owner, use.purpose)
      let count = seen[path, default: 0] + 1
      seen[path] = count
      if count > 1 { path = "\(path.dropLast(3)).\(count).sh" }
      return File(path: path, text: text(of: script))
    }.sorted { $0.path < $1.path }
  }
}

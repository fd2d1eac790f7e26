internal import Crypto
internal import DurableFiles
public import ExternalTools

/// Makes patches with git.
public struct PatchMaker: Sendable {
  private let git: Tool

  public init(locator: ToolLocator) throws {
    git = try Tool("git", locator: locator)
  }

  /// - Parameter folder: what the source's repository path starts from.
  /// - Throws: ``PlanFault`` with code `git` or `patch`.
  public func make(_ source: PatchSource, from folder: String) async throws -> BuiltPatch {
    let repository =
      source.repository.hasPrefix("/") ? source.repository : "\(folder)/\(source.repository)"
    guard try await run(["rev-parse", "--git-dir"], in: repository) != nil else {
      throw PlanFault(
        .git, "\(source.repository): not a git repository",
        hint: "'repo' is a path from the plan's own folder")
    }
    let (base, tip) = try await ends(of: source, in: repository)
    let revisions = tip.map { [base, $0] } ?? [base]
    let limit = source.files.isEmpty ? [] : ["--"] + source.files
    let patch = try await diff(revisions + limit, in: repository)
    guard !patch.isEmpty else {
      throw PlanFault(
        .patch, "the patch '\(source.id)' changes nothing",
        hint: "'range' is BASE..TIP: what TIP has and BASE hasn't")
    }
    let reverse = try await diff(["-R"] + revisions + limit, in: repository)
    let files = try await files(revisions + limit, tip: tip, in: repository)
    for file in files { try check(file, in: source) }
    return BuiltPatch(
      id: source.id, base: base, tip: tip, commits: try await commits(base, tip, in: repository),
      files: files.map(\.file), patch: patch, reverse: reverse)
  }

  // MARK: Revisions

  private func ends(
    of source: PatchSource, in repository: String
  ) async throws -> (base: String, tip: String?) {
    guard let range = source.range else {
      return (try await commit(source.base ?? "HEAD", in: repository), nil)
    }
    var base: String
    var tip = "HEAD"
    if let dots = range.firstRange(of: "..") {
      base = String(range[..<dots.lowerBound])
      tip = String(range[dots.upperBound...].drop { $0 == "." })
      if base.isEmpty { base = "HEAD" }
      if tip.isEmpty { tip = "HEAD" }
      if range[dots.upperBound...].hasPrefix(".") {
        let first = try await commit(base, in: repository)
        let second = try await commit(tip, in: repository)
        guard let common = try await run(["merge-base", first, second], in: repository) else {
          throw PlanFault(
            .git, "\(range): the two have no common commit",
            hint: "take a TIP that was branched off what the client runs")
        }
        return (common.trimmed, second)
      }
    } else {
      base = range
    }
    let first = try await commit(base, in: repository)
    if let named = source.base {
      guard try await commit(named, in: repository) == first else {
        throw PlanFault(
          .git, "the patch '\(source.id)' names the base \(named), but its range starts elsewhere",
          hint: "the range starts at \(first)")
      }
    }
    return (first, try await commit(tip, in: repository))
  }

  private func commit(_ revision: String, in repository: String) async throws -> String {
    guard !revision.hasPrefix("-"),
      let text = try await run(
        ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], in: repository)
    else {
      throw PlanFault(
        .git, "\(revision): no such commit in the repository",
        hint: "git -C \(repository) log --oneline --all tells them; fetch it, or mend 'range'")
    }
    return text.trimmed
  }

  private func commits(
    _ base: String, _ tip: String?, in repository: String
  ) async throws -> [BuiltPatch.Commit] {
    guard let tip else { return [] }
    let text = try await run(
      ["log", "--reverse", "--format=%H %s", "\(base)..\(tip)"], in: repository)
    return (text ?? "").split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return BuiltPatch.Commit(
        id: String(parts[0]), subject: parts.count > 1 ? String(parts[1]) : "")
    }
  }

  // MARK: Contents

  private static let diffOptions = [
    "diff", "--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv",
    "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", "--unified=3", "--diff-algorithm=myers",
    "--submodule=short",
  ]

  private func diff(_ arguments: [String], in repository: String) async throws -> [UInt8] {
    let outcome = try await git.run(
      ["-C", repository, "-c", "core.quotePath=true", "-c", "diff.noprefix=false"]
        + Self.diffOptions + arguments)
    guard outcome.status == 0 else {
      throw PlanFault(.git, "git diff failed: \(outcome.errorText.firstLine)")
    }
    return outcome.output
  }

  private struct RawFile {
    var file: BuiltPatch.File
    var modes: [String]
  }

  private func files(
    _ arguments: [String], tip: String?, in repository: String
  ) async throws -> [RawFile] {
    let outcome = try await git.run(
      ["-C", repository, "diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"]
        + arguments)
    guard outcome.status == 0 else {
      throw PlanFault(.git, "git diff failed: \(outcome.errorText.firstLine)")
    }
    let fields = outcome.output.split(separator: 0, omittingEmptySubsequences: true)
    var files: [RawFile] = []
    var index = 0
    while index + 1 < fields.count {
      let parts = String(decoding: fields[index], as: UTF8.self).dropFirst().split(separator: " ")
      let path = String(decoding: fields[index + 1], as: UTF8.self)
      index += 2
      guard parts.count >= 5 else { throw PlanFault(.git, "git's list of files can't be read") }
      let before = try await digest(blob: String(parts[2]), mode: parts[0], in: repository)
      var after = try await digest(blob: String(parts[3]), mode: parts[1], in: repository)
      if after == nil, tip == nil, !parts[4].hasPrefix("D") {
        after = Self.digest(try DurableFile.read("\(repository)/\(path)"))
      }
      let change =
        parts[4].hasPrefix("A") ? "added" : parts[4].hasPrefix("D") ? "deleted" : "changed"
      files.append(
        RawFile(
          file: BuiltPatch.File(path: path, change: change, before: before, after: after),
          modes: [String(parts[0]), String(parts[1])]))
    }
    return files
  }

  private func digest(
    blob: String, mode: Substring, in repository: String
  ) async throws -> String? {
    guard blob.contains(where: { $0 != "0" }), mode != "160000" else { return nil }
    let outcome = try await git.run(["-C", repository, "cat-file", "blob", blob])
    guard outcome.status == 0 else { return nil }
    return Self.digest(outcome.output)
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).hexText
  }

  /// A patch stays inside the work tree, and out of git's own folder.
  private func check(_ raw: RawFile, in source: PatchSource) throws {
    let path = raw.file.path
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isEscaping =
      path.hasPrefix("/") || parts.contains("..") || parts.contains("")
      || parts.contains { $0.lowercased() == ".git" }
      || path.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || $0 == "\\" }
    guard !isEscaping else {
      throw PlanFault(
        .patch, "the patch '\(source.id)' has a path that leaves the work tree",
        hint: "no path of a patch begins with '/', holds '..', '.git' or a control character")
    }
    if raw.modes.contains("120000") {
      throw PlanFault(
        .patch, "the patch '\(source.id)' changes the symbolic link \(path)",
        hint: "take it out of the range, and let a step make the link")
    }
    if raw.modes.contains("160000") {
      throw PlanFault(
        .patch, "the patch '\(source.id)' changes the submodule \(path)",
        hint: "make a patch of the submodule's own repository")
    }
  }

  /// Git's output; nil where it fails.
  private func run(_ arguments: [String], in repository: String) async throws -> String? {
    let outcome = try await git.run(["-C", repository] + arguments)
    return outcome.status == 0 ? outcome.outputText : nil
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  fileprivate var firstLine: String {
    split(separator: "\n").first.map(String.init) ?? "it gave no reason"
  }
}

import Documents
import DurableFiles
import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension CommandPreparation {
  /// `git apply`, with the patch on standard input.
  ///
  /// - Parameters:
  ///   - reversed: takes the patch back.
  ///   - check: only tries.
  func patchOrder(_ step: Step, reversed: Bool, check: Bool) throws -> CommandOrder {
    guard let use = step.patch else {
      throw RunRefusal(.gate, "the step '\(step.id)' names no patch")
    }
    let file = "patches/\(use.id).patch"
    let reverseFile = "patches/\(use.id).reverse.patch"
    let hasReverse = folder.lists(reverseFile)
    let name = reversed && hasReverse ? reverseFile : file
    let stored = try folder.verifiedFile(name, sums: sums)
    let digest = Self.patchDigest(stored, reversed: reversed, check: check)
    if isRehearsal {
      return CommandOrder(
        launch: Launch([], environment: [:]), expectation: Expectation(),
        timeout: Command.defaultTimeout, digest: digest)
    }
    let (bytes, masks) = try values.resolvePlaceholders(in: stored)
    var arguments = [try git(), "apply", "--whitespace=nowarn"]
    if reversed, !hasReverse { arguments.append("-R") }
    if check { arguments.append("--check") }
    arguments.append("-")
    let directory = try patchFolder(use)
    var environment = inherited
    for name in environment.keys where name.hasPrefix("GIT_") { environment[name] = nil }
    // In a folder below a work tree's root git would look for the root, and leave out what the
    // patch names outside of the folder, without a word. Paths start from the folder itself.
    environment["GIT_CEILING_DIRECTORIES"] = (Self.real(directory) ?? directory) + "/.."
    return CommandOrder(
      launch: Launch(
        arguments, environment: environment, workingDirectory: directory,
        standardInput: bytes),
      expectation: Expectation(), timeout: Command.defaultTimeout,
      digest: digest,
      masks: masks)
  }

  /// What stands for the command in the journal.
  static func patchDigest(_ patch: [UInt8], reversed: Bool, check: Bool) -> String {
    JournalText.digest(
      Array("git apply \(reversed ? "reverse" : "forward") \(check) ".utf8) + patch)
  }

  /// The digests that a step's patch may have in the journal, by what is done with it.
  ///
  /// - Parameter file: reads a file of the bundle; nil where there is none.
  static func patchDigests(
    _ step: Step, phase: JournalEvent.Phase, file: (String) throws -> [UInt8]?
  ) rethrows -> [String] {
    guard let id = step.patch?.id, let patch = try file("patches/\(id).patch") else { return [] }
    let back = try file("patches/\(id).reverse.patch") ?? patch
    switch phase {
    case .run: return [patchDigest(patch, reversed: false, check: false)]
    case .rollback: return [patchDigest(back, reversed: true, check: false)]
    case .precheck:
      return [
        patchDigest(patch, reversed: false, check: true),
        patchDigest(back, reversed: true, check: true),
      ]
    default: return []
    }
  }

  /// Where the patch's paths start.
  private func patchFolder(_ use: PatchUse) throws -> String {
    let source = plan.patches.first { $0.id == use.id }
    return absolute(try (use.directory ?? source?.directory).map { try values.text($0) })
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // MARK: What a patch does to its files

  /// The digests of a patch's files as they stand in the work tree; a file that isn't there has
  /// none. Empty where the bundle has no record of the patch.
  func images(of step: Step) throws -> [String: String] {
    if isRehearsal { return [:] }
    let folder = try step.patch.map(patchFolder) ?? ""
    return try record(of: step)?.files.reduce(into: [:]) { images, file in
      let path = folder + "/" + file.path
      images[file.path] =
        DurableFile.exists(path) ? try JournalText.digest(DurableFile.read(path)) : nil
    } ?? [:]
  }

  /// Compares the patch's files with what the patch makes of them.
  ///
  /// - Parameter before: their digests before it was applied.
  /// - Returns: what is wrong; nil when every file was changed as it should be.
  func unchanged(_ step: Step, since before: [String: String]) throws -> String? {
    guard !isRehearsal, let record = try record(of: step) else { return nil }
    let after = try images(of: step)
    let patch = try folder.verifiedFile(BuiltPatch.path(of: record.id), sums: sums)
    // A patch against redacted files, or other files than the author's, leads elsewhere.
    let isExact = try values.resolvePlaceholders(in: patch).masks.isEmpty
    for file in record.files {
      let name = PrintableText.line(file.path)
      if after[file.path] == before[file.path], file.before != file.after {
        return "git has applied the patch, but '\(name)' is as it was"
      }
      if isExact, before[file.path] == file.before, after[file.path] != file.after {
        return "git has applied the patch, but '\(name)' is not what it should be"
      }
    }
    return nil
  }

  /// The same of a patch that an earlier call applied, when nobody knows what was there before it.
  ///
  /// - Parameter failed: whether that call found its files wrong.
  func unchanged(_ step: Step, afterFailure failed: Bool) throws -> String? {
    guard !isRehearsal, let record = try record(of: step) else { return nil }
    let after = try images(of: step)
    for file in record.files where file.before != file.after {
      if failed ? after[file.path] != file.after : after[file.path] == file.before {
        return
          "git has applied the patch, but '\(PrintableText.line(file.path))' is not what it should be"
      }
    }
    return nil
  }

  private func record(of step: Step) throws -> PatchRecord? {
    guard let id = step.patch?.id else { return nil }
    let path = BuiltPatch.recordPath(of: id)
    guard folder.lists(path) else { return nil }
    return try JSONText.decode(
      PatchRecord.self, from: folder.verifiedFile(path, sums: sums), file: path)
  }
}

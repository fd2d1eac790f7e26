import Archives
import DurableFiles

/// A compressed text or an archive in a job: unpacked, redacted and packed again as a stream, in
/// both passes. What is unpacked never reaches the disk.
struct PackedRedaction: Sendable {
  let text: JobText
  let job: RedactionJob

  private var jobs: Int { text.isStreamed ? job.jobs : 1 }

  private func walk(_ leaf: any PackedLeaf, into target: (any ByteTarget)?) throws {
    try PackedWalk.run(leaf, text.file, jobs: jobs, job.progress, into: target)
  }

  /// The first pass.
  ///
  /// - Returns: why the input is left out, or nil.
  func collect(_ redactor: Redactor, _ found: SharedValues) throws -> String? {
    do {
      try walk(CollectingLeaf(job, redactor, found, file: text.file.path, jobs: jobs), into: nil)
      return nil
    } catch {
      guard let reason = LeaveOut(ofWhole: error) else { throw error }
      return reason.reason
    }
  }

  /// The second pass.
  ///
  /// - Parameter label: what reports call the output.
  func finish(
    _ redaction: FileRedaction, _ worker: FileRedaction.Worker, named name: String, label: String
  ) throws -> FileOutcome {
    defer { job.progress?.endFile() }
    let leaf = RewritingLeaf(redaction, worker, text.file, label: label, jobs: jobs)
    let file = try redaction.stage.file(name)
    do {
      try walk(leaf, into: FileTarget(file.descriptor, path: name))
    } catch let fault as JobFault {
      let leaf = RewritingLeaf(
        redaction, worker, text.file, label: label, jobs: jobs, isLocating: true)
      try walk(leaf, into: nil)
      throw fault
    } catch {
      guard LeaveOut(ofWhole: error) != nil else { throw error }
      throw FileError(
        code: .system, path: text.file.path, message: "was changed while it was read",
        hint: OpenedFile.hint)
    }
    try file.commit()
    return FileOutcome(texts: leaf.texts, leftOut: leaf.leftOut, pictures: leaf.painted)
  }

  /// Reads the output back.
  ///
  /// - Parameter path: where it stands.
  static func read(
    _ path: String, label: String, _ reader: OutputReader, _ search: SubstituteSearch
  ) throws {
    let file = try OpenedFile(path)
    // What was written may be smaller than what was read.
    let budget = UnpackBudget(quota: .known, packed: Int64(file.size))
    let leaf = ReadingLeaf(reader, search, label: label)
    do {
      try PackedWalk(leaf, budget, jobs: 1).run(
        OpenedStream(file), named: label, isNamed: true, into: nil)
    } catch let error as ArchiveError {
      throw FileError(code: .system, path: label, message: "can't be read back: \(error)")
    }
  }
}

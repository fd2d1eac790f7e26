import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The places of a job's reports: taken before it begins, filled with what is proven, and named
/// with the outputs.
final class ReportStage {
  private enum Target {
    /// Below the output folder, which gets its name with all it holds.
    case inside(String)
    case beside(PendingReport)
  }

  private let targets: [(file: ReportFile, target: Target)]

  /// - Throws: ``JobFault`` where a report would lie in an input or stand in the output's place,
  ///   ``FileError`` where it can't be written.
  init(_ files: [ReportFile], inputs: [String], output: String, isFile: Bool, replacing: Bool)
    throws
  {
    let output = PathIdentity.resolved(output)
    let inputs = inputs.map(PathIdentity.resolved)
    var taken: Set<String> = []
    targets = try files.map { file in
      let path = PathIdentity.resolved(file.path)
      guard !inputs.contains(where: { PathIdentity.holds($0, path) }) else {
        throw JobFault(
          code: .overlap, report: "\(file.path): the report would stand among the inputs",
          hint: "choose a place beside them")
      }
      guard path != output, taken.insert(path).inserted else {
        throw JobFault(
          code: .overlap, report: "\(file.path): the report needs a name of its own",
          hint: "another output of this job is called so")
      }
      if !isFile, PathIdentity.holds(output, path) {
        return (file, .inside(String(path.dropFirst(output.count + 1))))
      }
      return (file, .beside(try PendingReport(file.path, replacing: replacing)))
    }
  }

  /// Writes the report in all its forms; none has its name yet.
  ///
  /// - Parameters:
  ///   - places: those of the outputs.
  ///   - jobs: workers at the same time.
  /// - Throws: ``JobFault`` where a form holds a known value.
  func write(
    _ report: RedactionReport, beside places: [String], in stage: OutputStage, _ proof: Proof,
    jobs: Int
  )
    throws
  {
    let pictures =
      targets.contains { $0.file.form == .html }
      ? try ReportPicture.read(report.pictures) { stage.path(of: $0) } : []
    let texts = try Workers(jobs).map(targets.map(\.file)) { file, _, _ in
      try Self.prove(file.bytes(of: report), file, report, proof)
      return try file.bytes(of: report, showing: pictures)
    } makeWorker: {
    }
    for ((file, target), bytes) in zip(targets, texts) {
      switch target {
      case .beside(let pending): try pending.write(bytes)
      case .inside(let relative):
        guard !places.contains(where: { PathIdentity.overlap($0, relative) }) else {
          throw JobFault(
            code: .overlap, report: "\(file.path): the report needs a name of its own",
            hint: "a redacted file is called so")
        }
        if let slash = relative.lastIndex(of: "/") {
          try stage.makeFolder(String(relative[..<slash]))
        }
        let pending = try stage.file(relative)
        try bytes.withUnsafeBytes { try pending.write($0) }
        try pending.commit()
      }
    }
  }

  /// A person may name a value that is a word of the report's own (`secret`): then the proof is of
  /// what the report quotes. What nobody guesses is no such word: a rule's author may have let it in.
  private static func prove(
    _ bytes: [UInt8], _ file: ReportFile, _ report: RedactionReport, _ proof: Proof
  ) throws {
    let scanner = proof.scanner()
    let ownWords = try file.bytes(of: report.withoutQuotes).withUnsafeBytes { own in
      scanner.matches(in: own, 0..<own.count).map {
        Guessability.bits(UnsafeRawBufferPointer(rebasing: own[$0.range]))
      }
    }
    guard !ownWords.isEmpty, ownWords.allSatisfy({ $0 < Guessability.propagated }) else {
      return try bytes.withUnsafeBytes { try proof.check($0, file: file.path, scanner) }
    }
    for quote in report.quotes {
      try Array(quote.utf8).withUnsafeBytes { try proof.check($0, file: file.path, scanner) }
    }
  }

  /// Gives the reports their names.
  func commit() throws {
    for case (_, .beside(let pending)) in targets { try pending.commit() }
  }
}

/// A report that has no name yet.
private final class PendingReport {
  private var file: PendingFile?

  init(_ path: String, replacing: Bool) throws {
    file = try PendingFile(path, replacing: replacing)
  }

  /// Makes its content durable.
  func write(_ bytes: [UInt8]) throws {
    guard let descriptor = file?.descriptor else { return }
    try bytes.withUnsafeBytes { try file?.write($0) }
    _ = fsync(descriptor.rawValue)
  }

  func commit() throws { try file.take()?.commit() }
}

/// Whether two paths are the same, also where one doesn't exist yet.
enum PathIdentity {
  /// Absolute and without links, as far as the path exists.
  static func resolved(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let file = FilePath(path)
    guard let name = file.lastComponent else { return path }
    let parent = file.removingLastComponent()
    let folder = resolved(parent.isEmpty ? "." : parent.string)
    return folder.hasSuffix("/") ? folder + name.string : "\(folder)/\(name.string)"
  }

  /// Whether `path` is `folder` or lies in it.
  static func holds(_ folder: String, _ path: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  static func overlap(_ one: String, _ other: String) -> Bool {
    holds(one, other) || holds(other, one)
  }
}

package import Documents
import DurableFiles
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The append-only record of a run: one fsynced line an event, each naming the digest of the one
/// before it. One process at a time holds it.
///
/// Once a line could not be made durable, nothing more is written: every later append fails too,
/// so the run stops before its next effect.
package final class Journal {
  /// Where a test may let the writer die.
  package enum FaultPoint: Sendable, CaseIterable {
    case beforeWrite, halfWritten, beforeSync, afterSync
  }

  package let folder: String
  package let run: String
  package private(set) var events: [JournalEvent]
  /// The bytes of the torn line that was cut off on opening.
  package private(set) var recoveredBytes = 0
  /// Who is named as the actor of the events.
  package var actor: String?
  /// Called at each point of each write; throwing there leaves the disk as it is.
  package var fault: ((FaultPoint, JournalEvent) throws -> Void)?

  /// Told the number and digest of each line once it is durable.
  package var onAppend: ((_ lines: Int, _ digest: String) -> Void)?

  private let lock: RunLock
  private let descriptor: Int32
  private var size: Int
  private var head: String
  private var isBroken = false

  package var path: String { folder + "/journal.jsonl" }
  package var lineCount: Int { events.count }
  package var byteCount: Int { size }
  /// The SHA-256 of the last line.
  package var lastLineDigest: String { head }

  /// Opens the journal of a run folder, or begins it. A torn last line is cut off, and an event
  /// says so.
  ///
  /// - Parameter run: the run's id; nil takes the one of the existing journal.
  /// - Throws: ``JournalError``.
  package init(folder: String, run: String?) throws {
    self.folder = folder
    lock = try RunLock(folder: folder)
    let path = folder + "/journal.jsonl"
    let isNew = access(path, F_OK) != 0
    if isNew, run == nil {
      throw JournalError(
        code: .mismatch, path: folder, message: "holds no run",
        hint: "name the folder that 'handoff run' reported")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw JournalError(FileError(Errno(rawValue: errno), path: path, doing: "open it"))
    }
    self.descriptor = descriptor
    let text: JournalText
    do {
      if isNew { try DurableFile.syncFolder(of: path) }
      text = JournalText(try DurableFile.read(path))
      if let problem = text.problems.first {
        throw JournalError(
          code: .damaged, path: path, message: problem.description,
          hint: "the journal was changed; find out by whom before anything else runs")
      }
      if let problem = JournalHead.problem(folder: folder, text: text) {
        throw JournalError(
          code: .damaged, path: path, message: problem,
          hint: "the journal was cut; find out by whom before anything else runs")
      }
      guard let id = text.events.first?.run ?? run else {
        throw JournalError(
          code: .mismatch, path: folder, message: "holds no run",
          hint: "name the folder that 'handoff run' reported")
      }
      guard run == nil || run == id else {
        throw JournalError(
          code: .mismatch, path: folder, message: "belongs to another bundle (run \(id))",
          hint: "name another folder with --journal")
      }
      self.run = id
    } catch {
      close(descriptor)
      throw error
    }
    events = text.events
    size = text.size
    head = text.head
    if text.tornBytes > 0 {
      guard ftruncate(descriptor, off_t(size)) == 0, Self.sync(descriptor) else {
        throw JournalError(FileError(Errno(rawValue: errno), path: path, doing: "recover it"))
      }
      recoveredBytes = text.tornBytes
      try append(.recovered) {
        $0.note = "cut off \(text.tornBytes) bytes of a line that was not written whole"
      }
    }
  }

  deinit { close(descriptor) }

  /// Appends an event and makes it durable before it returns.
  ///
  /// - Throws: ``JournalError`` with code `write`.
  @discardableResult
  package func append(
    _ kind: JournalEvent.Kind, at time: Timestamp = .now,
    _ fill: (inout JournalEvent) -> Void = { _ in }
  ) throws -> JournalEvent {
    guard !isBroken else {
      throw JournalError(
        code: .write, path: path, message: "cannot be written any more; nothing else may run")
    }
    var event = JournalEvent(
      seq: events.count + 1, ts: time, run: run, prev: head, type: kind)
    event.actor = actor
    fill(&event)
    let line = try JournalText.encode(event)
    // Whatever happens from here on, only a completed write lifts this again.
    isBroken = true
    try fault?(.beforeWrite, event)
    if let fault {
      try write(line[..<(line.count / 2)])
      try fault(.halfWritten, event)
      try write(line[(line.count / 2)...])
      try fault(.beforeSync, event)
    } else {
      try write(line[...])
    }
    guard Self.sync(descriptor) else {
      let code = Errno(rawValue: errno)
      // The next call must not take for durable what only memory holds.
      ftruncate(descriptor, off_t(size))
      throw JournalError(FileError(code, path: path, doing: "make it durable"))
    }
    isBroken = false
    events.append(event)
    size += line.count
    head = JournalText.digest(line.dropLast())
    JournalHead.write(folder: folder, lines: events.count, digest: head)
    onAppend?(events.count, head)
    try fault?(.afterSync, event)
    return event
  }

  private func write(_ bytes: ArraySlice<UInt8>) throws(JournalError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Self.writeSome(descriptor, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = Errno(rawValue: errno)
        // A line cut short would be recovered on resume all the same; this spares it.
        ftruncate(descriptor, off_t(size))
        throw JournalError(FileError(code, path: path, doing: "write it"))
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private static func sync(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    return fsync(descriptor) == 0
  }
}

import Documents
import DurableFiles
import Execution
import TestSupport
import Testing

@Suite struct JournalTests {
  private let folder = TemporaryFolder()

  private var path: String { folder.file("journal.jsonl") }

  private func write(lines: Int) throws -> [UInt8] {
    let journal = try Journal(folder: folder.path, run: "change-T1")
    for number in 1...lines {
      try journal.append(.step) {
        $0.step = "step-\(number)"
        $0.state = "done"
      }
    }
    return try DurableFile.read(path)
  }

  private func isRefused(_ bytes: [UInt8]) throws -> Bool {
    let text = JournalText(bytes)
    return !text.problems.isEmpty || text.tornBytes > 0
  }

  @Test func `a precondition doesn't begin a run, a step does`() throws {
    let journal = try Journal(folder: folder.path, run: "change-T1")
    let check = try journal.append(.intent) { $0.phase = .precondition }
    let precheck = try journal.append(.intent) { $0.phase = .precheck }
    let step = try journal.append(.intent) { $0.phase = .run }
    #expect([check, precheck, step].map(\.beginsStep) == [false, false, true])
  }

  @Test func `events are chained by the digest of the line before`() throws {
    let text = JournalText(try write(lines: 3))
    #expect(text.problems.isEmpty)
    #expect(text.events.map(\.seq) == [1, 2, 3])
    #expect(text.events[0].prev == JournalText.origin)
    #expect(text.events[1].prev == text.marks[0].sha256)
    #expect(text.events[2].prev == text.marks[1].sha256)
  }

  @Test func `a reopened journal goes on where it ended`() throws {
    _ = try write(lines: 2)
    let text = JournalText(try write(lines: 2))
    #expect(text.problems.isEmpty)
    #expect(text.events.map(\.seq) == [1, 2, 3, 4])
  }

  @Test func `every changed byte is noticed`() throws {
    let bytes = try write(lines: 4)
    for index in bytes.indices {
      for flip: UInt8 in [0x01, 0x20, 0x80] {
        var changed = bytes
        changed[index] ^= flip
        let isLastLine = index > bytes.dropLast().lastIndex(of: 0x0A) ?? 0
        // The last line is held by the head and the checkpoint alone.
        let refused =
          try isRefused(changed) || (isLastLine && opensOnly(changed, as: .damaged))
        #expect(refused, "byte \(index) ^ \(flip)")
      }
    }
  }

  /// Whether opening the changed journal is refused with this code.
  private func opensOnly(_ bytes: [UInt8], as code: JournalError.Code) throws -> Bool {
    try DurableFile.write(bytes, to: path, replacing: true)
    do {
      _ = try Journal(folder: folder.path, run: nil)
      return false
    } catch let error as JournalError {
      return error.code == code
    }
  }

  @Test func `every deleted line is noticed`() throws {
    let bytes = try write(lines: 5)
    let lines = bytes.split(separator: 0x0A)
    for index in lines.indices {
      var rest = lines
      rest.remove(at: index)
      let changed = Array(rest.joined(separator: [0x0A])) + [0x0A]
      #expect(try opensOnly(changed, as: .damaged), "line \(index + 1)")
    }
  }

  @Test func `every swap of two lines is noticed`() throws {
    let lines = try write(lines: 5).split(separator: 0x0A)
    for first in lines.indices {
      for second in lines.indices where first < second {
        var swapped = lines
        swapped.swapAt(first, second)
        #expect(try isRefused(Array(swapped.joined(separator: [0x0A])) + [0x0A]))
      }
    }
  }

  @Test func `every truncation is noticed`() throws {
    let bytes = try write(lines: 3)
    for length in 0..<bytes.count {
      let cut = Array(bytes[..<length])
      #expect(try isRefused(cut) || opensOnly(cut, as: .damaged), "\(length) bytes")
    }
  }

  @Test func `a repeated line is noticed`() throws {
    let lines = try write(lines: 3).split(separator: 0x0A)
    for index in lines.indices {
      var more = lines
      more.insert(lines[index], at: index)
      #expect(try isRefused(Array(more.joined(separator: [0x0A])) + [0x0A]))
    }
  }

  @Test func `a torn last line is cut off, and the journal says so`() throws {
    let bytes = try write(lines: 2)
    try DurableFile.write(bytes + Array(#"{"actor":"x","#.utf8), to: path, replacing: true)
    let journal = try Journal(folder: folder.path, run: nil)
    #expect(journal.recoveredBytes == 13)
    #expect(journal.events.map(\.type) == [.step, .step, .recovered])
    #expect(JournalText(try DurableFile.read(path)).problems.isEmpty)
  }

  @Test func `one process at a time`() throws {
    let first = try Journal(folder: folder.path, run: "r")
    try first.append(.started)
    #expect(throws: JournalError.self) { try Journal(folder: folder.path, run: "r") }
  }

  @Test func `another run's journal is refused`() throws {
    _ = try write(lines: 1)
    #expect(throws: JournalError.self) { try Journal(folder: folder.path, run: "other") }
  }

  @Test(arguments: Journal.FaultPoint.allCases)
  func `a writer that dies leaves a journal that can be taken up`(
    _ point: Journal.FaultPoint
  ) throws {
    struct Death: Error {}
    for victim in 1...4 {
      let folder = TemporaryFolder()
      do {
        let journal = try Journal(folder: folder.path, run: "r")
        journal.fault = { reached, event in
          if reached == point, event.seq == victim { throw Death() }
        }
        #expect(throws: Death.self) {
          for _ in 1...4 { try journal.append(.step) { $0.state = "done" } }
        }
        if point != .afterSync {
          #expect(throws: (any Error).self) { try journal.append(.step) }
        }
      }
      let durable = point == .afterSync || point == .beforeSync ? victim : victim - 1
      let journal = try Journal(folder: folder.path, run: "r")
      #expect(journal.events.filter { $0.type == .step }.count == durable)
      #expect((journal.recoveredBytes > 0) == (point == .halfWritten))
      try journal.append(.finished)
      #expect(
        JournalText(try DurableFile.read(folder.file("journal.jsonl"))).problems.isEmpty)
    }
  }

  @Test func `after a write that failed nothing more is written`() throws {
    let journal = try Journal(folder: folder.path, run: "r")
    try journal.append(.started)
    struct Full: Error {}
    journal.fault = { point, _ in if point == .beforeWrite { throw Full() } }
    #expect(throws: Full.self) { try journal.append(.step) }
    journal.fault = nil
    #expect(throws: JournalError.self) { try journal.append(.step) }
  }
}

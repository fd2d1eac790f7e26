import DurableFiles
import Foundation
import TestSupport
import Testing

@testable import Redaction

@Suite struct RedactionJobTests {
  private let folder = TemporaryFolder()

  private func job(_ profile: RedactionProfile = .support) throws -> RedactionJob {
    RedactionJob(rules: try RedactionFixture.rules(profile), key: RedactionFixture.key)
  }

  private static let secret = "qT7#vP2&xL9'w\"Zk"

  @Test func `a value found once goes everywhere, in every encoding`() throws {
    let secret = Self.secret
    let bytes = Array(secret.utf8)
    try folder.write(
      "in/.env",
      "DB_PASSWORD='\(secret)'\n".replacingOccurrences(
        of: "'\(secret)'", with: "\"\(String(decoding: Escaping.json(bytes), as: UTF8.self))\""))
    let forms: [(String, [UInt8])] = [
      ("raw", bytes), ("json", Escaping.json(bytes)), ("xml", Escaping.xml(bytes)),
      ("percent", Escaping.percent(bytes)), ("shell", Escaping.shell(bytes)),
      ("base64", Encoding.base64(bytes)), ("offset1", Encoding.base64([0x78] + bytes)),
      ("offset2", Encoding.base64([0x78, 0x79] + bytes + [0x7A])),
      ("url", Encoding.base64URL(Encoding.base64(bytes)).filter { $0 != 0x3D }),
      ("hex", Array(Hex.string(bytes).utf8)), ("HEX", Array(Hex.string(bytes).uppercased().utf8)),
    ]
    for (name, form) in forms {
      try folder.write(
        "in/notes/\(name).txt", Array("it says ".utf8) + form + Array(" here\n".utf8))
    }
    let report = try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    for (name, form) in forms {
      let output = Array(try folder.read("out/notes/\(name).txt").utf8)
      #expect(output.withUnsafeBytes { Search.first(form, in: $0, from: 0) } == nil, "\(name)")
      #expect(
        output.starts(with: "it says ".utf8) && output.suffix(6).elementsEqual(" here\n".utf8))
    }
    let encoded = try folder.read("out/notes/offset2.txt").split(separator: " ")[2]
    let decoded = try #require(Decoding.base64(Array(encoded.utf8).withUnsafeBytes { Array($0) }))
    #expect(String(decoding: decoded, as: UTF8.self).hasPrefix("xyREDACTED_"))
    #expect(report.total == forms.count + 1)
  }

  /// How a value stands where a rule finds it, and how it stands elsewhere.
  private static let notations = [
    (
      "a.xml", "<db><password>k7Gf3&lt;Qx9&amp;Zp2L&#33;mW8t</password></db>", "k7Gf3<Qx9&Zp2L!mW8t"
    ),
    ("a.config", "<add key=\"Password\" value=\"k7Gf3Qx9&amp;Zp2LmW8t\"/>", "k7Gf3Qx9&Zp2LmW8t"),
    (".env", #"DB_PASSWORD='k7Gf3Qx9'"'"'Zp2LmW8t'"#, "k7Gf3Qx9'Zp2LmW8t"),
    (".env", #"DB_PASSWORD='k7Gf3Qx9'\''Zp2LmW8t'"#, "k7Gf3Qx9'Zp2LmW8t"),
    (
      "a.http",
      "Authorization: Basic "
        + String(decoding: Encoding.base64(Array("app:k7Gf3Qx9Zp2LmW8t".utf8)), as: UTF8.self),
      "k7Gf3Qx9Zp2LmW8t"
    ),
    (".env", "DB_PASSWORD=k7Gf3Qx9%2FZp2LmW8t", "k7Gf3Qx9/Zp2LmW8t"),
  ]

  @Test(arguments: notations)
  func `a value is known as what its notation stands for`(
    name: String, text: String, value: String
  ) throws {
    try folder.write("in/\(name)", text + "\n")
    try folder.write("in/b.log", "it says [\(value)] here\n")
    try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    #expect(try MarkedText.mask(folder.read("out/b.log")) == "it says [▒] here\n")
    let told = try folder.read("out/\(name)")
    #expect(!told.contains("Zp2L") && !told.contains("k7Gf"), "\(told)")
    // The filter, which knows no other file, says the same.
    #expect(try RedactionFixture.redact(text + "\n", path: name) == told)
  }

  @Test func `a value goes from the names of files and folders`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try folder.write("in/k7Gf3Qx9Zp2LmW8t/dump-k7Gf3Qx9Zp2LmW8t.txt", "x\n")
    try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder("out"))
    #expect(!files.contains { $0.contains("k7Gf3Qx9Zp2LmW8t") })
    #expect(files.contains { $0.contains("/dump-REDACTED_generic-api-key_") })
  }

  @Test(arguments: ["production", "postgres", "admin123", "Welcome2026", "redis-master"])
  func `a word is not hunted`(word: String) throws {
    try folder.write("in/a.env", "DB_PASSWORD=\(word)\n")
    try folder.write("in/\(word).txt", "the \(word) cluster, /etc/\(word)/conf, \(word).service\n")
    let text = try folder.read("in/\(word).txt")
    try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    #expect(try folder.read("out/\(word).txt") == text)
    #expect(try !folder.read("out/a.env").contains(word))
  }

  @Test func `the proof catches a defect, and nothing is written`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try folder.write("in/b.txt", "one\ntwo\n")
    var job = try job()
    job.plantedDefect = { path, output in
      if path.hasSuffix("b.txt") { output += Array("k7Gf3Qx9Zp2LmW8t".utf8) }
    }
    let fault = #expect(throws: JobFault.self) {
      try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    }
    #expect(fault?.code == .proof)
    #expect(fault?.report.contains("b.txt:3: a value of rule 'generic-api-key'") == true)
    #expect(fault?.report.contains("k7Gf") == false)
    #expect(try folder.files() == ["in/a.env", "in/b.txt"])
  }

  @Test(arguments: ["", "\n", "\r\n"])
  func `a line break that echo left in base64 is no part of the value`(lineBreak: String) throws {
    let value = "Zq8-kLm2Vx9-tRw3"
    let encoded = Data((value + lineBreak).utf8).base64EncodedString()
    let secret = "apiVersion: v1\nkind: Secret\ndata:\n  password: \(encoded)\n"
    try folder.write("in/a.env", "DB_PASSWORD=\(value)\nNEXT=1\n")
    try folder.write("in/secret.yaml", secret)
    func decoded(_ text: String) throws -> String {
      let word = try #require(text.split(whereSeparator: \.isWhitespace).last)
      return String(decoding: try #require(Data(base64Encoded: String(word))), as: UTF8.self)
    }
    try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let lines = try folder.read("out/a.env").split(separator: "\n")
    #expect(lines.count == 2 && lines[1] == "NEXT=1")
    let placeholder = lines[0].dropFirst("DB_PASSWORD=".count)
    let output = try folder.read("out/secret.yaml")
    #expect(try decoded(output) == placeholder + lineBreak)
    // The same value has the same hex, whoever finds it first.
    let alone = try decoded(RedactionFixture.redact(secret, path: "secret.yaml"))
    #expect(alone.dropLast(lineBreak.count).suffix(16) == placeholder.suffix(16))
    #expect(try RedactionFixture.redact(output, path: "secret.yaml") == output)
  }

  @Test func `a diff is proven too, and nothing is shown`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try folder.write("in/b.txt", "one\ntwo\n")
    var job = try job()
    job.plantedDefect = { path, output in
      if path.hasSuffix("b.txt") { output += Array("k7Gf3Qx9Zp2LmW8t".utf8) }
    }
    let fault = #expect(throws: JobFault.self) {
      try RedactionDiff(job, style: .plain).run([InputPath(folder("in"))]) { _ in
        Issue.record("something was shown")
      }
    }
    #expect(fault?.report.contains("b.txt:3: a value of rule 'generic-api-key'") == true)
  }

  /// The text of a file over 4 MB is proven in pieces, side by side.
  @Test(arguments: ["big.log", "logs.tar.gz!/big.log", "big.log.gz"])
  func `the proof names the line in large files and in members of archives`(
    place: String
  ) async throws {
    var lines = (1...450_000).map { "line \($0)" }
    // Two findings, and a value that only propagation knows: the draft isn't the output.
    lines[9] = "with k7Gf3Qx9Zp2LmW8t"
    lines[399_999] = "mail jane@example.com"
    try folder.write("in/big.log", lines.joined(separator: "\n"))
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    if place != "big.log" {
      let pack =
        place.contains("!")
        ? "tar czf logs.tar.gz big.log && rm big.log" : "gzip big.log"
      let packed = try await Command.run("/bin/sh", ["-c", pack], in: folder("in"))
      #expect(packed.status == 0, "\(packed.errors)")
    }
    var job = RedactionJob(
      rules: try RedactionFixture.rules(), key: RedactionFixture.key, jobs: 3)
    job.plantedDefect = { path, output in
      let mark = Array("\nline 432100\n".utf8)
      guard path.contains("big.log"), let range = output.firstRange(of: mark) else { return }
      output.replaceSubrange(range, with: "\nline k7Gf3Qx9Zp2LmW8t\n".utf8)
    }
    let expected = "\(place):432100: a value of rule 'generic-api-key' would be left"
    let fault = #expect(throws: JobFault.self) {
      try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    }
    #expect(fault?.report.hasPrefix(expected) == true, "\(fault?.report ?? "")")
    #expect(try !folder.files().contains { $0.hasPrefix("out") || $0.hasPrefix(".out") })
    let shown = #expect(throws: JobFault.self) {
      try RedactionDiff(job, style: .plain).run([InputPath(folder("in"))]) { _ in
        Issue.record("something was shown")
      }
    }
    #expect(shown?.report.contains("/in/\(expected)") == true, "\(shown?.report ?? "")")
  }

  @Test func `binaries, links and history are left out and named; text never is`() throws {
    try folder.write("in/app.log", [0x61, 0, 0, 0x62, 0x0A] + Array(repeating: 0x63, count: 100))
    try folder.write("in/core", [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2])
    try folder.write("in/.git/config", "[core]\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder("in/link"), withDestinationPath: "/etc/passwd")
    let report = try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder("out")) == ["app.log"])
    #expect(
      Set(report.leftOut.map { $0.path.split(separator: "/").last }) == ["core", ".git", "link"])
  }

  @Test func `an output that exists, or lies in the input, is refused`() throws {
    try folder.write("in/a.txt", "x\n")
    try folder.write("out/b.txt", "y\n")
    #expect(throws: FileError.self) {
      try job().run(inputs: [folder("in")], output: folder("out"), replacing: false)
    }
    for output in ["in/out", "in", "."] {
      #expect(throws: JobFault.self) {
        try job().run(inputs: [folder("in")], output: folder(output), replacing: true)
      }
    }
    #expect(throws: FileError.self) {
      try job().run(inputs: [folder("missing")], output: folder("new"), replacing: false)
    }
    try job().run(inputs: [folder("in")], output: folder("out"), replacing: true)
    #expect(try folder.files() == ["in/a.txt", "out/a.txt"])
  }

  @Test func `UTF-16 is written back as UTF-16`() throws {
    let text = "password=hunter2secret\r\nñ\r\n"
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    try folder.write("in.txt", bytes)
    try job().run(inputs: [folder("in.txt")], output: folder("out.txt"), replacing: false)
    let output = Array(try Data(contentsOf: URL(filePath: folder("out.txt"))))
    #expect(output.starts(with: [0xFF, 0xFE]))
    let decoded = String(
      decoding: try #require(output.withUnsafeBytes { WideText($0) }?.decode(output)), as: UTF8.self
    )
    #expect(MarkedText.mask(decoded) == "password=▒\r\nñ\r\n")
  }

  @Test func `the key decides the placeholders, and nothing else does`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try job().run(inputs: [folder("in")], output: folder("one"), replacing: false)
    try job().run(inputs: [folder("in")], output: folder("two"), replacing: false)
    #expect(try folder.read("one/a.env") == folder.read("two/a.env"))
    let other = RedactionJob(
      rules: try RedactionFixture.rules(), key: try PlaceholderKey(bytes: Array(1...32)))
    try other.run(inputs: [folder("in")], output: folder("three"), replacing: false)
    #expect(try folder.read("one/a.env") != folder.read("three/a.env"))
  }

  @Test func `a key file that others may read, or of another size, is refused`() throws {
    let path = try folder.write("a.key", Array(repeating: 1, count: 32))
    chmod(path, 0o644)
    #expect(throws: KeyFault.self) { try PlaceholderKey.load(path) }
    chmod(path, 0o600)
    _ = try PlaceholderKey.load(path)
    let short = try folder.write("b.key", Array(repeating: 1, count: 31))
    chmod(short, 0o600)
    #expect(throws: KeyFault.self) { try PlaceholderKey.load(short) }
    let made = try PlaceholderKey.load(folder("new/c.key"))
    #expect(try PlaceholderKey.load(folder("new/c.key")).fingerprint == made.fingerprint)
    var status = stat()
    stat(folder("new/c.key"), &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `a number is not known as the ideographs that its digits spell in base64`() throws {
    let folder = TemporaryFolder()
    try folder.write(
      "in/dump.sql", "INSERT INTO t (id, pin_password) VALUES (1,4526446162);\nsee 4526446162\n")
    try RedactionJob(rules: RedactionFixture.rules(), key: RedactionFixture.key)
      .run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let output = try folder.read("out/dump.sql")
    #expect(output.contains("(1,'REDACTED_generic-password_"))
    #expect(output.hasSuffix("see 4526446162\n"))
  }
}

extension Decoding {
  fileprivate static func base64(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBytes { base64($0) }
  }
}

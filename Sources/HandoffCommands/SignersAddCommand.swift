internal import ArgumentParser
internal import Bundles
internal import DurableFiles
internal import ExternalTools
internal import SystemPackage

struct SignersAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Pin a public key under a principal.",
    discussion: """
      Have the key's owner read its fingerprint to you over a line that you trust \
      (ssh-keygen -lf KEY.pub), and give it with --fingerprint, or compare it when asked. \
      A key is never taken from a bundle.
      """)

  @Argument(help: "What the key's owner is called, for instance an e-mail address.")
  var principal: String

  @Argument(help: "The public key's file.")
  var keyFile: String

  @Option(name: .long, help: "The fingerprint (SHA256:…) that the owner read out.")
  var fingerprint: String?

  @OptionGroup var trust: TrustOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    let isPlain =
      !principal.isEmpty
      && principal.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && !"\",*?!#".utf8.contains(byte)
      }
    guard isPlain else {
      throw ValidationError("A principal is one word without quotes, commas or patterns.")
    }
  }

  func run() async throws {
    let console = quiet.console
    let text = String(decoding: try DurableFile.read(keyFile, limit: 1 << 16), as: UTF8.self)
    guard let line = text.split(whereSeparator: \.isNewline).first, let key = PublicKey(line: line)
    else {
      throw BundleError(
        .usage, "\(keyFile): not a public key",
        hint: "ask for the .pub file; a private key must never leave its owner")
    }
    let path = try SignersCommand.file(trust)
    guard try isConfirmed(key, console: console) else { throw ExitCode(2) }
    var content: [UInt8] = []
    if RegularFile.exists(path) {
      let signers = try AllowedSigners(path: path)
      content = signers.text
      if let known = signers.entries.first(where: { $0.key.blob == key.blob }) {
        guard known.principals != [principal] else {
          return console.note("\(path):\(known.line): the key is pinned already")
        }
        throw BundleError(
          .usage, "\(path):\(known.line): the key is pinned under another name",
          hint: "approvals count distinct principals: one person, one name")
      }
    } else {
      let folder = FilePath(path).removingLastComponent()
      if !folder.isEmpty {
        try DurableFile.makeFolders(folder.string, mode: [.ownerReadWriteExecute])
      }
    }
    if let last = content.last, last != 0x0A { content.append(0x0A) }
    content += Array(
      "\(principal) namespaces=\"handoff-*\" \(key.line)\n".utf8)
    try DurableFile.write(content, to: path, replacing: true)
    console.note("\(path): pinned \(principal), \(key.fingerprint)")
  }

  private func isConfirmed(_ key: PublicKey, console: Console) throws -> Bool {
    if let fingerprint {
      guard fingerprint == key.fingerprint else {
        console.error(
          "\(keyFile): its fingerprint is \(key.fingerprint), not the one given",
          hint: "this is not the owner's key: ask again over a line that you trust")
        return false
      }
      return true
    }
    guard Console.isInteractive else {
      throw BundleError(
        .usage, "\(keyFile): its fingerprint was compared with nothing, so it isn't pinned",
        hint: "have the owner read it out (ssh-keygen -lf KEY.pub), and give it with --fingerprint")
    }
    console.ask("\(principal): \(key.fingerprint)")
    console.prompt("Does the owner read out the same fingerprint? Type yes: ")
    guard readLine() == "yes" else {
      console.error("\(keyFile): not pinned: the fingerprint was not confirmed")
      return false
    }
    return true
  }
}

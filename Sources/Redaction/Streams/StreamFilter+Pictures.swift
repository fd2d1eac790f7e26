import DurableFiles
import Pictures
import SystemPackage

extension StreamFilter {
  package enum PictureOutcome: Sendable {
    /// It went as it is.
    case kept
    /// So many boxes.
    case painted(Int)
  }

  /// An input that is a picture goes out whole, painted over and proven, or not at all.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - read: what was taken from the input.
  func take(
    picture name: String, _ beginning: [UInt8], read: [UInt8], _ input: FileDescriptor,
    _ output: FileDescriptor
  ) throws {
    guard let format = PictureFormat(sample: beginning) else {
      throw refusal(name, hint: "convert it to PNG, and redact that")
    }
    guard let pictures, pictures.mode != .drop else {
      throw refusal(
        "\(name), and pictures are left out",
        hint: "--images redact paints over what is secret")
    }
    try willTakePicture()
    let bytes = try whole(read, input, format)
    if pictures.mode == .keep {
      try write(bytes, to: output)
      return onPicture(.kept)
    }
    let picture = PictureRedaction(
      path: "standard input", format: format, handling: pictures, rules: rules)
    do {
      let painted = try paint(bytes, picture)
      // The vault is never behind what went out.
      try vault?.seal()
      try write(painted.bytes, to: output)
      onPicture(.painted(painted.findings.places.count))
    } catch let reason as LeaveOut {
      throw refusal(
        reason.reason,
        hint: reason.hint ?? PictureRedaction.hint)
    }
  }

  /// Both passes of a job over this one input.
  private func paint(
    _ bytes: [UInt8], _ picture: PictureRedaction
  ) throws -> (bytes: [UInt8], findings: PictureFindings) {
    var given = FoundValues()
    named.add(to: &given, rules: rules)
    let found = SharedValues(rules, known: given, named: named, foldsValues: true)
    let finding = try Redactor(rules: rules, key: key, known: nil)
    let reading = try picture.read(bytes, finding, onValue: found.add)
    let writing = try Redactor(rules: rules, key: key, known: found.takeKnown(), vault: vault)
    return try picture.paint(bytes, reading, writing, folded: found.takeFolded())
  }

  private func whole(
    _ head: [UInt8], _ input: FileDescriptor, _ format: PictureFormat
  ) throws -> [UInt8] {
    var bytes = head
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = try read(input, into: &buffer)
      progress?.add(count)
      guard count > 0 else { return bytes }
      guard bytes.count + count <= PictureHandling.longest else {
        throw refusal("\(format.name) that is larger than 256 MB", hint: "cut out what is needed")
      }
      bytes += buffer[..<count]
    }
  }

  private func refusal(_ reason: String, hint: String) -> JobFault {
    JobFault(
      code: .unreadable, report: "standard input: can't be redacted: \(reason)", hint: hint)
  }
}

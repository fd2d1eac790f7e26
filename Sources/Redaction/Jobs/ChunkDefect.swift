/// Damages what is proven of a file that is written in chunks, so that a test sees the proof catch it.
struct ChunkDefect: Sendable {
  let path: String
  let damage: @Sendable (_ path: String, _ output: inout [UInt8]) -> Void

  init?(_ job: RedactionJob, path: String) {
    guard let damage = job.plantedDefect else { return nil }
    self.damage = damage
    self.path = path
  }

  static func apply(
    _ defect: ChunkDefect?, _ output: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    guard let defect else { return try body(output) }
    var bytes = Array(output)
    defect.damage(defect.path, &bytes)
    try bytes.withUnsafeBytes(body)
  }
}

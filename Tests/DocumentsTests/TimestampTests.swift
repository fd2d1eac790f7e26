import Documents
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-21T08:44:00Z", 1_795_250_640),
    ("2026-11-21T10:44:00+02:00", 1_795_250_640), ("2026-11-21 08:44", 1_795_250_640),
    ("2026-11-21T08:44:00.123456Z", 1_795_250_640), ("2026-11-21", 1_795_219_200),
    ("2024-02-29", 1_709_164_800), ("1969-12-31T23:59:59Z", -1),
  ])
  func `a time is read`(text: String, seconds: Int64) {
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-11-21T", "2026-11-21T24:00:00Z",
    "2026-11-21T08:44:00Zx", "2026-11-21T08:44:00.Z", "21.11.2026", "2026-11-21T08:44:00+0",
  ])
  func `anything else is refused`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test(arguments: [0, 1, -1, 951_782_400, 1_709_164_799, 4_102_444_800, -86_401, 253_402_300_799])
  func `what is printed is read back`(seconds: Int64) {
    #expect(Timestamp(Timestamp(seconds: seconds).description)?.seconds == seconds)
  }

  @Test func `names use the compact form`() {
    #expect(Timestamp(seconds: 1_795_250_640).compact == "20261121T084400Z")
  }
}

import Testing

@testable import Redaction

/// The estimate that decides what goes everywhere: 40 bits.
@Suite struct GuessabilityTests {
  private static func isPropagated(_ text: String) -> Bool {
    Guessability.bits(Array(text.utf8)) >= Guessability.propagated
  }

  @Test(arguments: [
    // Words and names, whose every place in a log would be hit.
    "production", "postgres", "password", "admin123", "changeme", "letmein1", "Welcome2026",
    "redis-master", "orders-service", "CustomerOrders", "InternalServerError", "checkout_worker",
    // Versions, dates, times, numbers.
    "1.27.3", "v2.14.0", "2026-11-21", "20261121", "5432", "0123456789",
    // Hosts and paths.
    "localhost", "db.internal", "api.example.com", "10.0.12.7", "/var/log/orders",
    // What repeats itself.
    "aaaaaaaaaaaaaaaaaaaaaaaa", "--------------------", "0000000000000000", "************",
  ])
  func `what people and machines write everywhere stays where no rule finds it`(_ text: String) {
    #expect(!Self.isPropagated(text), "\(Guessability.bits(Array(text.utf8)))")
  }

  @Test(arguments: [
    "k7Gf3Qx9Zp2LmW8t", "qT7#vP2&xL9'w", "5640ef1349d518ddd2025228a990fc35",
    "ecb22217-cfb3-0dfb-564b-7d3a0a87d298", "m9eOXSwU5qdAcQ5Z+dSfKGsytGs=",
  ])
  func `what a machine drew goes everywhere`(_ text: String) {
    #expect(Self.isPropagated(text), "\(Guessability.bits(Array(text.utf8)))")
  }
}

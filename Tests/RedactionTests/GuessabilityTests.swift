import Testing

@testable import Redaction

/// The estimate that decides what goes everywhere: 40 bits.
@Suite struct GuessabilityTests {
  private static func isPropagated(_ text: String) -> Bool {
    Guessability.isPropagated(Array(text.utf8))
  }

  @Test(arguments: [
    // Words and names, whose every place in a log would be hit.
    "production", "postgres", "password", "admin123", "changeme", "letmein1", "Welcome2026",
    "redis-master", "orders-service", "CustomerOrders", "InternalServerError", "checkout_worker",
    // Versions, dates, times, numbers.
    "1.27.3", "v2.14.0", "2026-11-21", "20261121", "5432", "0123456789",
    "v2.14.0-rc1", "1.27.3-gke.1234", "2.31-13+deb11u7", "5.15.0-91-generic", "2.4.1-SNAPSHOT",
    "2026-11-21T08:44", "2026-11-21T08:44:12.123456789Z", "2026-11-21 08:44:12+01:00",
    "20261121T084412Z", "2026-11-21_08-44-12", "21/Nov/2026:08:44:12 +0000", "08:44:12.123",
    // Hosts and paths.
    "localhost", "db.internal", "api.example.com", "10.0.12.7", "/var/log/orders",
    "db-1.shop.internal", "db-1.shop.internal:5432", "redis-master-0.redis.prod.svc.cluster.local",
    "ip-10-0-12-7.eu-west-1.compute.internal", "orders-db.prod.svc", "Login.Example.CO",
    "/var/lib/postgresql/data", "/etc/ssl/private/orders.pem",
    // What repeats itself.
    "aaaaaaaaaaaaaaaaaaaaaaaa", "--------------------", "0000000000000000", "************",
  ])
  func `what people and machines write everywhere stays where no rule finds it`(_ text: String) {
    #expect(!Self.isPropagated(text), "\(Guessability.bits(Array(text.utf8)))")
  }

  @Test(arguments: [
    "k7Gf3Qx9Zp2LmW8t", "qT7#vP2&xL9'w", "5640ef1349d518ddd2025228a990fc35",
    "ecb22217-cfb3-0dfb-564b-7d3a0a87d298", "m9eOXSwU5qdAcQ5Z+dSfKGsytGs=",
    // What only resembles a name or a time.
    "k7gf3qx9zp2lmw8t.example.com", "ab1cd-ef2gh-ij3kl.example.com", "/k7gf3qx9/zp2lmw8t",
    "1.2.k7Gf3Qx9Zp2LmW8t", "1234.5678.9012.3456", "correct.horse.battery.staple",
    "db-1.shop.internal!Qz7", "2026-11-21T08:44#Qz", "2026-13-41T28:64", "v2.14.0-rc1-k7gf3qx9",
    "Correct-Horse-Battery-9",
  ])
  func `what a machine drew goes everywhere`(_ text: String) {
    #expect(Self.isPropagated(text), "\(Guessability.bits(Array(text.utf8)))")
  }
}

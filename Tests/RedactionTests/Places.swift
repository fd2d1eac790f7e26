import Synchronization

@testable import Redaction

/// Gathers what a check tells.
final class Places: Sendable {
  private let places = Mutex<[Redactor.Place]>([])

  func add(_ place: Redactor.Place) { places.withLock { $0.append(place) } }

  var all: [Redactor.Place] { places.withLock { $0 } }
}

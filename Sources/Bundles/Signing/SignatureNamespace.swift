/// What a signature was made for; one made for another purpose never counts.
public enum SignatureNamespace: String, Sendable {
  case bundle = "handoff-bundle"
  case approval = "handoff-approval"
  case checkpoint = "handoff-checkpoint"
}

public import Documents

/// A bundle, or a part of one, that is not accepted.
public struct BundleError: ReportedError, Equatable, CustomStringConvertible {
  public struct Code: Sendable, Hashable {
    private enum Kind {
      case archive, manifest, checksum, unlisted, signature, signer, approval, expired, client
      case encryption, part, evidence, usage
    }
    private let kind: Kind

    public static let archive = Code(kind: .archive)
    public static let manifest = Code(kind: .manifest)
    /// A file is missing or not what SHA256SUMS says, or SHA256SUMS isn't canonical.
    public static let checksum = Code(kind: .checksum)
    public static let unlisted = Code(kind: .unlisted)
    public static let signature = Code(kind: .signature)
    /// The signer is unknown, or nobody is known at all.
    public static let signer = Code(kind: .signer)
    public static let approval = Code(kind: .approval)
    public static let expired = Code(kind: .expired)
    /// The bundle is meant for another client.
    public static let client = Code(kind: .client)
    public static let encryption = Code(kind: .encryption)
    /// A part of a split bundle is missing, damaged, foreign or named twice.
    public static let part = Code(kind: .part)
    /// What evidence tells doesn't follow from its journal, or not from the plan.
    public static let evidence = Code(kind: .evidence)
    /// It could not be done as asked; nothing is wrong with the bundle.
    public static let usage = Code(kind: .usage)
  }

  public let code: Code
  public let message: String
  public let hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { message }
  public var report: String { message }
  public var exitStatus: Int32 { code == .usage ? 1 : 3 }
}

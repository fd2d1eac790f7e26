/// An error that knows how it is told to a person and what the process answers.
public protocol ReportedError: Error {
  /// What is wrong and where, without a full stop; never a secret.
  var report: String { get }
  /// How to mend it.
  var hint: String? { get }
  /// 1 failed, 2 the answer is no, 3 verification failed.
  var exitStatus: Int32 { get }
}

extension Diagnostic: ReportedError {
  public var report: String { description }
  public var exitStatus: Int32 { 1 }
}

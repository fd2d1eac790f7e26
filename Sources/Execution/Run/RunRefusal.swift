import Documents

/// Why a run doesn't start, or doesn't go on.
package struct RunRefusal: ReportedError, Sendable, CustomStringConvertible {
  package struct Code: Sendable, Hashable {
    private enum Kind { case gate, person, step, folder }
    private let kind: Kind
    /// A gate is closed: signature, approval, window, target, policy, precondition, backup.
    package static let gate = Code(kind: .gate)
    /// A person must decide, and there is no terminal.
    package static let person = Code(kind: .person)
    /// A step failed or can't go on.
    package static let step = Code(kind: .step)
    /// The run folder isn't one, or can't be read.
    package static let folder = Code(kind: .folder)
  }

  /// Which gate is closed.
  package enum Gate: String, Sendable, CaseIterable {
    case approval, backup, policy, precondition, serial, target, time
  }

  package let code: Code
  package let gate: Gate?
  package let report: String
  package let hint: String?

  package init(_ code: Code, at gate: Gate? = nil, _ report: String, hint: String? = nil) {
    self.code = code
    self.gate = gate
    self.report = report
    self.hint = hint
  }

  package var exitStatus: Int32 {
    switch code {
    case .gate: 3
    case .folder: 1
    default: 2
    }
  }

  package var description: String { report }

  /// The gate's name in a journal; nil: none of the named ones.
  package var gateName: String? {
    if let gate { return gate.rawValue }
    return code == .person ? "person" : code == .step ? "step" : nil
  }
}

/// A signal told the run to end.
package struct RunInterruption: Error, Sendable {
  package let signal: Int32
}

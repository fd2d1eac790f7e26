import Documents

/// A command that could not be started.
package struct LaunchError: ReportedError, Sendable, CustomStringConvertible {
  package let message: String

  package var report: String { message }
  package var hint: String? { nil }
  package var exitStatus: Int32 { 1 }

  package var description: String { message }
}

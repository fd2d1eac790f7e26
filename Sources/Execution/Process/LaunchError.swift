/// A command that could not be started.
package struct LaunchError: Error, Sendable, CustomStringConvertible {
  package let message: String

  package var description: String { message }
}

/// A run that executes nothing: what is said of it wherever it is met.
package enum Rehearsal {
  /// Ends the name of the run, which each line of its journal bears.
  package static let suffix = ".rehearsal"
}

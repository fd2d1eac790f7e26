/// A run that executes nothing: how it is marked wherever it is met.
package enum Rehearsal {
  /// Ends the name of the run, which each line of its journal bears.
  package static let suffix = ".rehearsal"
  /// Leads each output that stands in its folder.
  static let outputHead = Array("REHEARSAL: no command has written this\n".utf8)
  /// Stands in its folder.
  package static let noteFile = "REHEARSAL.txt"
  package static let note = """
    This folder holds a rehearsal. No command of the plan was executed, and its outputs were made
    up or taken from an earlier run. It is no evidence and can't be taken up as a run.

    """
}

/// The rehearsed death of the runner: nothing more is recorded.
package struct RehearsedCrash: Error {
  package let step: String
}

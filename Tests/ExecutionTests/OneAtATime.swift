import Testing

/// Tests that listen to the process's signals: one after the other.
@Suite(.serialized) enum OneAtATime {}

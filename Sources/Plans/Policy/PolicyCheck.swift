/// The checks that are code; a policy's rule gives each its level, its reason and its exceptions.
enum PolicyCheck: String, CaseIterable, Sendable {
  // Of scripts.
  case unparsable
  case dynamicCommand = "dynamic-command"
  case forkBomb = "fork-bomb"

  // Of plans.
  case incomplete
  case expired
  case windowOver = "window-over"
  case windowTooShort = "window-too-short"
  case wrongClient = "wrong-client"
  case changeWithoutRollback = "change-without-rollback"
  case irreversibleWithoutBackup = "irreversible-without-backup"
  case diagnosticChanges = "diagnostic-changes"
  case noTimeout = "no-timeout"
  case noPrecheck = "no-precheck"
  case retriesNotIdempotent = "retries-not-idempotent"
  case grantWithoutRevoke = "grant-without-revoke"
  case secretParameterInArgv = "secret-parameter-in-argv"
  case placeholderInText = "placeholder-in-text"
  case waiverNotAllowed = "waiver-not-allowed"
  case unpinnedTarget = "unpinned-target"
  case otherTarget = "other-target"
  case productionWithoutApproval = "production-without-approval"
  case environmentTakesOver = "environment-takes-over"
  case secretInText = "secret-in-text"
}

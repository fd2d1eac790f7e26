/// What is told of a finding beside its rule.
package struct FindingDetail: Sendable {
  /// What columns count.
  package var columns = ColumnUnit.bytes
  /// Whether ``FindingContext`` is wanted.
  package var hasContext = false

  package init() {}

  /// How far around a text's piece findings are wanted for it.
  var reach: Int { hasContext ? 2 * FindingContext.reach : 0 }
}

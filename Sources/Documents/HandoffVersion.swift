/// The program's version, as it stands in bundles and journals.
package enum HandoffVersion {
  package static let text = "0.1.0"
}

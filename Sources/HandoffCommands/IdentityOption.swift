internal import ArgumentParser

/// `--identity`.
struct IdentityOption: ParsableArguments {
  @Option(
    name: [.customLong("identity"), .customShort("i"), .customLong("key")],
    help: "File of an age or SSH private key, for an encrypted bundle; can repeat.")
  var identity: [String] = []
}

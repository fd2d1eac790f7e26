import DurableFiles
import TestSupport
import Testing

@Suite struct PrivateFolderTests {
  /// What a killed process left stands there unlocked; age is told by touch, since a busy machine
  /// may take a minute to come to the next line.
  @Test func `what a killed process left goes, and nothing else does`() async throws {
    let place = TemporaryFolder()
    let made = try await Command.run(
      "/bin/sh",
      [
        "-euc",
        """
        for name in handoff-private.left01 handoff-private.young1 handoff-private.toolong1 \\
            handoff-private.open01 other.left01; do
          mkdir -m 700 $name; echo plain > $name/plain
        done
        mkdir elsewhere; echo kept > elsewhere/file; ln -s ../elsewhere handoff-private.left01/link
        ln -s elsewhere handoff-private.link01; echo x > handoff-private.file01
        chmod 755 handoff-private.open01
        touch -d '2 hours ago' handoff-private.left01 handoff-private.toolong1 \\
          handoff-private.open01 other.left01 elsewhere
        touch -d '1 hour' handoff-private.young1
        """,
      ], in: place.path)
    #expect(made.status == 0, "\(made.errors)")
    StaleFolders.removeAll(in: place.path, prefix: "handoff-private.")
    let left = try await Command.run("/bin/ls", ["-A"], in: place.path).output
    #expect(
      left.split(separator: "\n").map(String.init) == [
        "elsewhere", "handoff-private.file01", "handoff-private.link01", "handoff-private.open01",
        "handoff-private.toolong1", "handoff-private.young1", "other.left01",
      ])
    #expect(try place.read("elsewhere/file") == "kept\n")
  }

  @Test func `a folder that is in use stays, however old`() async throws {
    let place = TemporaryFolder()
    let target = place.file("out")
    var folder: PrivateFolder? = try PrivateFolder(beside: target)
    let path = try #require(folder?.path)
    #expect(try await Command.run("/bin/ls", ["-A"], in: place.path).output.hasPrefix(".out."))
    let touched = try await Command.run("touch", ["-d", "2 hours ago", path])
    #expect(touched.status == 0)
    let prefix = String(path.dropFirst(place.path.count + 1).dropLast(6))
    StaleFolders.removeAll(in: place.path, prefix: prefix)
    #expect(RegularFile.isFolder(path))
    // Its command's child has no part in the lock.
    let child = try await Command.run("/bin/sh", ["-c", "ls -l /proc/self/fd 2>/dev/null || true"])
    #expect(!child.output.contains(path))
    folder = nil
    #expect(!RegularFile.exists(path))
  }
}

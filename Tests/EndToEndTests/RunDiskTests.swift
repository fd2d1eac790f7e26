#if os(Linux)
  import TestSupport
  import Testing

  /// Mounts that nobody else sees.
  private enum OwnMounts {
    /// Enters them with `unshare $own`, as root or as somebody who becomes it there.
    static let functions = """
      own="--mount $(test "$(id -u)" = 0 || echo --map-root-user)"

      """

    @Sendable static func areAllowed() async throws -> Bool {
      try await Command.run(
        "/bin/bash", ["-c", functions + "unshare $own mount -t tmpfs none /mnt"]
      ).status == 0
    }
  }

  /// A run whose folder is on a disk that is full, or that can't be written.
  @Suite(.serialized, .enabled("needs mounts of its own", OwnMounts.areAllowed))
  struct RunDiskTests {
    private func play(_ script: String, in scene: RunScene) async throws {
      _ = try scene.folder.write(
        "play.sh",
        """
        set -eu
        mkdir disk; mount -t tmpfs -o size=1m none disk
        run="run b.tar.gz --sign erik --approval ap.json --journal disk/run"
        fresh() { rm -rf disk/* state/handoff/approvals-used state/handoff/run-places; : > log; }
        # Stops before its first step: the run's folder and the bundle's copy are there.
        begin() { "$HANDOFF" $run > out 2>&1 < /dev/null || test $? = 2; }
        go() { status=0; "$HANDOFF" $run --yes > out 2>&1 < /dev/null || status=$?; }
        \(script)
        """)
      try await scene.shell(OwnMounts.functions + "unshare $own bash play.sh")
    }

    @Test func `a full disk stops the run before the next effect`() async throws {
      let scene = try await RunScene()
      try await scene.approve()
      try await play(
        """
        for round in 1 3; do
          fresh
          # Each call makes the journal some lines longer, so that another line finds no room.
          for call in $(seq 0 $round); do begin; done
          dd if=/dev/zero of=disk/fill bs=4k 2> /dev/null || true
          truncate -s -4096 disk/fill
          go
          test $status = 1 && grep -q 'No space left on device' out || { echo "$round: $status"; cat out; exit 1; }
          rm disk/fill
          "$HANDOFF" journal verify disk/run > out 2>&1 || { echo "$round:"; cat out; exit 1; }
          go
          test $status = 0 && test "$(tr '\\n' ' ' < log)" = 'one two ' || { echo "$round: $status"; cat out log; exit 1; }
          "$HANDOFF" journal verify disk/run
          "$HANDOFF" rollback disk/run --yes > out 2>&1 < /dev/null
          test ! -s log
        done
        """, in: scene)
    }

    @Test func `on a disk that can't be written nothing runs, and the run can be looked at`()
      async throws
    {
      let scene = try await RunScene()
      try await scene.approve()
      try await play(
        """
        begin
        mount -o remount,ro disk
        go
        test $status = 1 && grep -q 'Read-only file system' out && test ! -s log || { cat out; exit 1; }
        "$HANDOFF" status disk/run | grep -q stopped
        "$HANDOFF" journal verify disk/run
        mount -o remount,rw disk
        go
        test $status = 0 && test "$(tr '\\n' ' ' < log)" = 'one two '
        mount -o remount,ro disk
        status=0; "$HANDOFF" rollback disk/run --yes > out 2>&1 < /dev/null || status=$?
        test $status = 1 && test "$(tr '\\n' ' ' < log)" = 'one two '
        mount -o remount,rw disk
        "$HANDOFF" rollback disk/run --yes > out 2>&1 < /dev/null
        test ! -s log
        "$HANDOFF" journal verify disk/run
        """, in: scene)
    }
  }
#endif

import Foundation
import TestSupport
import Testing

private let preCommitIsInstalled = FileManager.default.isExecutableFile(
  atPath: "/usr/bin/pre-commit")

/// The hook of pre-commit (<https://pre-commit.com>), run by it; `apt-get install pre-commit`.
@Suite(
  .enabled(if: preCommitIsInstalled, "NOT RUN: pre-commit isn't installed on this machine")
) struct PreCommitTests {
  private let scene = RedactScene()

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static let begin = """
    root='\(root)'
    mkdir bin; ln -s "$HANDOFF" bin/handoff; export PATH="$PWD/bin:$PATH" PRE_COMMIT_HOME="$PWD/.home"
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    for who in AUTHOR COMMITTER; do export GIT_${who}_NAME=jane GIT_${who}_EMAIL=jane@client.example; done
    git init -q repo
    tries() { # a commit with a secret is refused, and the secret isn't shown
      git add -A; git commit -qm clean > ../out 2>&1 || { cat ../out; exit 1; }
      mkdir -p 'a b'; printf 'x=1\\nDB_PASSWORD=hunter2hunter2\\n' > 'a b/ü.env'; echo ok > ok.txt
      git add -A; never git commit -qm secret > ../out 2>&1
      grep -qF 'a b/ü.env:2:13: credential: generic-password' ../out || { cat ../out; exit 1; }
      never grep -qF hunter2 ../out
      printf 'x=1\\nDB_PASSWORD=${FROM_ENVIRONMENT}\\n' > 'a b/ü.env'
      git add -A; git commit -qm mended > ../out 2>&1 || { cat ../out; exit 1; }
      [ "$(git log --oneline | wc -l)" = 2 ]
    }
    """

  @Test func `the hook definition works`() async throws {
    try await scene.shell(
      """
      \(Self.begin)
      git init -q hooks; cp "$root/.pre-commit-hooks.yaml" hooks/
      git -C hooks add -A; git -C hooks commit -qm hooks
      cd repo
      printf '%s\\n' 'repos:' '  - repo: ../hooks' "    rev: $(git -C ../hooks rev-parse HEAD)" \\
        '    hooks:' '      - id: handoff-check' > .pre-commit-config.yaml
      pre-commit install > ../out
      tries
      """)
  }

  @Test func `what the README says works`() async throws {
    try await scene.shell(
      """
      \(Self.begin)
      cd repo
      sed -n '/^# .pre-commit-config.yaml$/,/^```$/p' "$root/README.md" | grep -v '^```' > .pre-commit-config.yaml
      grep -qF 'entry: handoff check' .pre-commit-config.yaml
      pre-commit install > ../out
      tries
      """)
  }
}

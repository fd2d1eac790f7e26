/// How a wrapper's own options end and the command that it runs begins.
struct WrapperShape {
  /// Options whose value is the next word.
  var valueOptions: Set<String> = []
  /// Words between the options and the command: a duration, a host, a folder.
  var operands = 0
  /// `NAME=value` words stand before the command.
  var environment = false
  /// The rest is joined and given to a shell.
  var joins = false
  /// Options whose value is a script.
  var codeOptions: Set<String> = []
  /// With such an option the rest isn't a command.
  var codeReplaces = true

  static let all: [String: WrapperShape] = [
    "sudo": WrapperShape(
      valueOptions: [
        "-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group",
        "--host", "--prompt", "--chdir", "--chroot", "--role", "--type", "--other-user",
      ], environment: true),
    "doas": WrapperShape(valueOptions: ["-u", "-C"]),
    "pkexec": WrapperShape(valueOptions: ["--user"]),
    "env": WrapperShape(
      valueOptions: ["-u", "-C", "--unset", "--chdir"], environment: true,
      codeOptions: ["-S", "--split-string"]),
    "timeout": WrapperShape(valueOptions: ["-s", "-k", "--signal", "--kill-after"], operands: 1),
    "gtimeout": WrapperShape(valueOptions: ["-s", "-k", "--signal", "--kill-after"], operands: 1),
    "nohup": WrapperShape(),
    "nice": WrapperShape(valueOptions: ["-n", "--adjustment"]),
    "ionice": WrapperShape(valueOptions: ["-c", "-n", "--class", "--classdata"]),
    "chrt": WrapperShape(operands: 1),
    "taskset": WrapperShape(operands: 1),
    "setsid": WrapperShape(),
    "stdbuf": WrapperShape(valueOptions: ["-i", "-o", "-e", "--input", "--output", "--error"]),
    "unbuffer": WrapperShape(),
    "time": WrapperShape(valueOptions: ["-f", "-o", "--format", "--output"]),
    "builtin": WrapperShape(),
    "exec": WrapperShape(valueOptions: ["-a"]),
    "chroot": WrapperShape(valueOptions: ["--userspec", "--groups"], operands: 1),
    "unshare": WrapperShape(valueOptions: ["-R", "-w", "-S", "-G"]),
    "nsenter": WrapperShape(valueOptions: ["-t", "--target", "-S", "-G"]),
    "systemd-run": WrapperShape(valueOptions: [
      "-p", "-u", "-E", "-H", "-M", "--unit", "--property",
    ]),
    "strace": WrapperShape(valueOptions: ["-o", "-e", "-s", "-u", "-p"]),
    "ltrace": WrapperShape(valueOptions: ["-o", "-e", "-s", "-u", "-p"]),
    "flock": WrapperShape(
      valueOptions: ["-w", "-E", "--timeout", "--conflict-exit-code"], operands: 1,
      codeOptions: ["-c", "--command"]),
    "watch": WrapperShape(valueOptions: ["-n", "--interval", "-q"], joins: true),
    "ssh": WrapperShape(
      valueOptions: Set(
        "BbcDEeFIiJLlmOopQRSWw".map { "-\($0)" }), operands: 1, joins: true),
    "pdsh": WrapperShape(valueOptions: ["-w", "-l", "-f", "-t", "-u", "-R"], joins: true),
    "pssh": WrapperShape(valueOptions: ["-h", "-H", "-l", "-p", "-t", "-o", "-e"], joins: true),
    "parallel-ssh": WrapperShape(valueOptions: ["-h", "-H", "-l", "-p", "-t"], joins: true),
    "sshpass": WrapperShape(valueOptions: ["-p", "-f", "-d"]),
    "mosh": WrapperShape(valueOptions: ["-p"], operands: 1, joins: true),
    "busybox": WrapperShape(),
    "toybox": WrapperShape(),
    "script": WrapperShape(codeOptions: ["-c", "--command", "-qc"]),
    "proot": WrapperShape(valueOptions: ["-r", "-b", "-w"]),
    "fakeroot": WrapperShape(),
    "caffeinate": WrapperShape(valueOptions: ["-t", "-w"]),
    "firejail": WrapperShape(),
    "dumb-init": WrapperShape(),
    "tini": WrapperShape(),
    "gosu": WrapperShape(operands: 1),
    "su-exec": WrapperShape(operands: 1),
    "setpriv": WrapperShape(valueOptions: ["--reuid", "--regid"]),
    "chpst": WrapperShape(valueOptions: ["-u", "-U", "-n"]),
    "setarch": WrapperShape(operands: 1),
    "retry": WrapperShape(valueOptions: ["-t", "-d", "--times", "--delay"]),
    "aws-vault": WrapperShape(operands: 2),
    "op": WrapperShape(valueOptions: ["--env-file", "--account"], operands: 1),
    "doppler": WrapperShape(
      valueOptions: ["-p", "-c", "--project", "--config"], operands: 1, codeOptions: ["--command"]),
    "chamber": WrapperShape(operands: 2),
    "dotenv": WrapperShape(valueOptions: ["-f", "-e"]),
    "npx": WrapperShape(valueOptions: ["-p", "--package"], codeOptions: ["-c", "--call"]),
    "bundle": WrapperShape(operands: 1),
    "poetry": WrapperShape(operands: 1),
    "pipenv": WrapperShape(operands: 1),
    "uv": WrapperShape(operands: 1),
  ]

  static let xargs = WrapperShape(
    valueOptions: [
      "-I", "-J", "-n", "-P", "-d", "-E", "-L", "-s", "-a", "-j", "--max-args", "--max-procs",
      "--delimiter", "--arg-file", "--jobs", "--replace", "--max-lines",
    ])

  func cursor(over words: [ShellWord]) -> WrapperCursor {
    WrapperCursor(shape: self, words: words)
  }
}

/// Walks over a wrapper's own words.
struct WrapperCursor {
  private let shape: WrapperShape
  private let words: [ShellWord]
  private var index = 0
  /// The value of a code option.
  private(set) var code: ShellWord?
  private var values: [String: String] = [:]
  private var endedOptions = false

  init(shape: WrapperShape, words: [ShellWord]) {
    self.shape = shape
    self.words = words
    skipOptions()
  }

  var rest: ArraySlice<ShellWord> { words[min(index, words.count)...] }

  func value(of names: [String]) -> String? {
    names.lazy.compactMap { values[$0] }.first
  }

  /// Eats an operand, and the options after it.
  mutating func next() {
    guard index < words.count else { return }
    index += 1
    if code == nil { skipOptions() }
  }

  mutating func finish() { skipOptions() }

  mutating func takeAssignments() -> [(name: String, value: ShellWord)] {
    var all: [(String, ShellWord)] = []
    while index < words.count, case .literal(let text, _) = words[index].parts.first,
      let equals = text.firstIndex(of: "="), equals != text.startIndex,
      text[..<equals].utf8.allSatisfy(\.isNameByte)
    {
      var value = words[index]
      value.parts[0] = .literal(String(text[text.index(after: equals)...]), isQuoted: true)
      all.append((String(text[..<equals]), value))
      index += 1
      skipOptions()
    }
    return all
  }

  private mutating func skipOptions() {
    while !endedOptions, index < words.count, let text = words[index].literal, text.hasPrefix("-"),
      text != "-"
    {
      index += 1
      if text == "--" {
        endedOptions = true
        return
      }
      let name = text.split(separator: "=", maxSplits: 1).first.map(String.init) ?? text
      if shape.codeOptions.contains(name) {
        if name != text {
          code = ShellWord(String(text.dropFirst(name.count + 1)))
        } else if index < words.count {
          code = words[index]
          index += 1
        }
      } else if shape.valueOptions.contains(text), index < words.count {
        values[text] = words[index].pattern
        index += 1
      } else if !text.hasPrefix("--"), text.count > 2 {
        // -I{} or a cluster such as -nu whose last letter takes a value.
        let first = String(text.prefix(2))
        if shape.valueOptions.contains(first) {
          values[first] = String(text.dropFirst(2))
        } else if let last = text.last, shape.valueOptions.contains("-\(last)"), index < words.count
        {
          index += 1
        }
      }
    }
  }
}

internal import Benchmark
internal import Redaction

// Only what is public can be seen from here, so a part of the engine is measured by a text or a set
// of rules that leaves nothing to the others.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .throughput, .instructions], warmupIterations: 1,
    maxDuration: .seconds(3), maxIterations: 1000)

  start()
  scans()
  finder()
  substitutes()
  knownValues()
}

/// What each start of the program does.
private func start() {
  Benchmark("start: built-in rules from their table") { _ in
    blackHole(try RuleSet.forJobs())
  }
  Benchmark("start: built-in rules from YAML") { _ in
    blackHole(try RuleSet.builtin())
  }
  for profile in RedactionProfile.allCases {
    Benchmark("start: compile the rules of \(profile)") { benchmark in
      let set = try RuleSet.forJobs()
      benchmark.startMeasurement()
      blackHole(try CompiledRules(set, profile: profile))
    }
  }
}

/// The first pass over the bytes: literals of all rules, candidates of personal data.
private func scans() {
  Benchmark("scan: literals, nothing to confirm, 8 MB") { benchmark in
    let redactor = try Fixture.redactor(.secrets)
    // No letter, so no literal of a rule.
    let text = try Fixture.input("clean").map { byte in
      (0x41...0x5A).contains(byte & 0xDF) ? 0x30 + byte % 10 : byte
    }
    try measure(benchmark) { try redactor.find(text) }
  }
  Benchmark("scan: candidates of addresses and cards alone, 8 MB") { benchmark in
    let rules = try CompiledRules(
      RuleSet(sources: [("scanned.yaml", Fixture.scannedRules)]), profile: .strict)
    let redactor = try Redactor(rules: rules, key: Fixture.key())
    let text = try Fixture.input("clean")
    try measure(benchmark) { try redactor.find(text) }
  }
}

/// Scan, confirm, merge.
private func finder() {
  for (input, profile) in Fixture.inputs {
    Benchmark("find: \(input), \(profile), 8 MB") { benchmark in
      let redactor = try Fixture.redactor(profile)
      let text = try Fixture.input(input)
      try measure(benchmark) { try redactor.find(text) }
    }
  }
  for (input, profile) in Fixture.inputs {
    Benchmark("redact: \(input), \(profile), 8 MB") { benchmark in
      let redactor = try Fixture.redactor(profile)
      let text = try Fixture.input(input)
      try measure(benchmark) { try redactor.redact(text) }
    }
  }
}

/// HMAC and what is remembered of it: compare with finding alone.
private func substitutes() {
  for (kind, line) in [
    ("passwords", Fixture.password), ("mail addresses", Fixture.mail),
    ("IPv4 addresses", Fixture.address),
  ] {
    Benchmark("substitutes: 20,000 \(kind), finding alone") { benchmark in
      let redactor = try Fixture.redactor(.strict)
      let text = Fixture.lines(20_000, line)
      try measure(benchmark) { try redactor.find(text) }
    }
    Benchmark("substitutes: 20,000 \(kind), each for the first time") { benchmark in
      let text = Fixture.lines(20_000, line)
      let redactor = try Fixture.redactor(.strict)
      benchmark.startMeasurement()
      blackHole(try redactor.redact(text))
    }
    Benchmark("substitutes: 20,000 \(kind), each seen before") { benchmark in
      let redactor = try Fixture.redactor(.strict)
      let text = Fixture.lines(20_000, line)
      blackHole(try redactor.redact(text))
      try measure(benchmark) { try redactor.redact(text) }
    }
  }
}

/// A whole job over a file with values and 8 MB without: what the values add is the search for them
/// in all their spellings, in both passes and the proof.
private func knownValues() {
  for count in [0, 10, 1000, 64_000] {
    Benchmark(
      "known values: a job with \(count), 8 MB", configuration: .init(maxIterations: 5)
    ) { benchmark in
      let folder = try JobFolder(values: count)
      defer { folder.remove() }
      let job = RedactionJob(
        rules: try Fixture.rules(.secrets), key: try Fixture.key(), vaultScope: .none)
      benchmark.startMeasurement()
      blackHole(try job.run(inputs: [folder.input], output: folder.output, replacing: false))
      benchmark.stopMeasurement()
    }
  }
}

private func measure<Result>(_ benchmark: Benchmark, _ body: () throws -> Result) rethrows {
  benchmark.startMeasurement()
  blackHole(try body())
  benchmark.stopMeasurement()
}

// swift-tools-version: 6.3

import PackageDescription

// A package of its own: who builds handoff needs none of this.
let package = Package(
  name: "handoff-benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "handoff", path: ".."),
    // Without traits it interposes nothing; counts of allocations read 0.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Engine",
      dependencies: [
        .product(name: "Redaction", package: "handoff"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Engine",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "BundleBench",
      dependencies: [.product(name: "Bundles", package: "handoff")],
      path: "Bundle",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.3

import PackageDescription

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "handoff",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "handoff", targets: ["handoff"]),
    .library(name: "Redaction", targets: ["Redaction"]),
    .library(name: "Bundles", targets: ["Bundles"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    // System libraries: each is imported by one target only.
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .systemLibrary(
      name: "CVectorscan", pkgConfig: "libhs",
      providers: [.apt(["libvectorscan-dev"]), .brew(["vectorscan"])]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),

    // The SIMD shim.
    .target(name: "CScan"),

    // Libraries for pictures, loaded at run time.
    .target(name: "CPictures", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

    // Runs before main.
    .target(name: "CDescriptors"),

    // The two data folders, embedded.
    .executableTarget(name: "EmbedData", dependencies: ["Documents"]),
    .plugin(
      name: "EmbedBuiltinData", capability: .buildTool(), dependencies: ["EmbedData"]),
    .target(
      name: "BuiltinData", exclude: ["redaction-rules", "checklists"],
      plugins: ["EmbedBuiltinData"]),

    // From the bottom up; arrows point down only.
    .target(name: "Documents", dependencies: [yams]),
    .target(name: "DurableFiles", dependencies: [system]),
    .target(
      name: "ExternalTools", dependencies: ["Documents", "DurableFiles", subprocess, system]),
    .target(name: "PatternMatching", dependencies: ["CVectorscan", "CPCRE2", "CScan"]),
    .target(name: "Archives", dependencies: ["CArchive", "Documents", "DurableFiles", system]),
    .target(name: "Pictures", dependencies: ["CPictures"]),
    .target(
      name: "Redaction",
      dependencies: [
        "PatternMatching", "Archives", "Pictures", "Documents", "BuiltinData", "DurableFiles",
        crypto, system,
      ]
    ),
    .target(
      name: "Bundles",
      dependencies: [
        "Archives", "Redaction", "Documents", "BuiltinData", "DurableFiles", "ExternalTools",
        crypto,
        system,
      ]),
    .target(
      name: "Plans",
      dependencies: [
        "Bundles", "Redaction", "PatternMatching", "Documents", "BuiltinData", "DurableFiles",
        "ExternalTools", crypto, system,
      ]),
    .target(
      name: "Execution",
      dependencies: [
        "Plans", "Bundles", "Redaction", "PatternMatching", "Documents", "DurableFiles",
        "ExternalTools", "CDescriptors", crypto, system,
      ]),
    .target(
      name: "Audit",
      dependencies: [
        "Execution", "Plans", "Redaction", "Archives", "Documents", "DurableFiles", system,
      ]),
    .target(
      name: "HandoffCommands",
      dependencies: [
        "Audit", "Execution", "Plans", "Bundles", "Archives", "Redaction", "Pictures", "Documents",
        "BuiltinData", "DurableFiles", "ExternalTools", argumentParser, system,
      ]),
    // A static runtime starts in a quarter of the time, and the binary can be copied to a client.
    .executableTarget(
      name: "handoff", dependencies: ["HandoffCommands", "CDescriptors"],
      linkerSettings: [
        .unsafeFlags(
          [
            "-static-stdlib", "-Xlinker", "-s", "-lCoreFoundation", "-l_FoundationICU",
            "-l_FoundationCShims",
            "-l_FoundationCollections",
            "-lstdc++",
          ],
          .when(platforms: [.linux], configuration: .release))
      ]),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["ExternalTools", subprocess, system],
      path: "Tests/TestSupport"),
    .testTarget(name: "PatternMatchingTests", dependencies: ["PatternMatching"]),
    .testTarget(
      name: "RedactionTests",
      dependencies: [
        "Redaction", "Pictures", "Archives", "Documents", "DurableFiles", "TestSupport", system,
      ]),
    .testTarget(
      name: "ArchivesTests",
      dependencies: ["Archives", "Documents", "DurableFiles", "TestSupport", system]),
    .testTarget(
      name: "BundlesTests",
      dependencies: [
        "Bundles", "Archives", "Documents", "DurableFiles", "ExternalTools", "TestSupport",
      ]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"]),
    .testTarget(
      name: "PlansTests",
      dependencies: [
        "Plans", "Bundles", "Redaction", "Documents", "ExternalTools", "TestSupport",
      ],
      exclude: ["Commands", "Goldens"]),
    .testTarget(
      name: "ExecutionTests",
      dependencies: ["Execution", "Plans", "Documents", "DurableFiles", "TestSupport", "handoff"]),
    .testTarget(
      name: "AuditTests", dependencies: ["Audit", "Execution", "Plans", "Documents", "TestSupport"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["TestSupport", "handoff", subprocess, system],
      exclude: [
        "EvilArchives", "Forgery", "Formats", "Goldens", "Images", "Packed", "Propagation", "Stats",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .treatAllWarnings(as: .error),
    ]
}

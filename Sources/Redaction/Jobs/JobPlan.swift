import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a job reads and where it goes.
struct JobPlan {
  /// As they were named.
  let inputs: [String]
  let files: [InputFile]
  let folders: [String]
  let leftOut: [LeftOut]
  /// One file in, one file out.
  let isSingleFile: Bool

  init(inputs: [String], output: String, replacing: Bool) throws {
    if !replacing, access(output, F_OK) == 0 {
      throw FileError(
        code: .exists, path: output, message: "exists already", hint: "use --force to replace it")
    }
    self.inputs = inputs
    for input in inputs { try Self.refuseOverlap(input, output) }
    var tree = InputTree()
    if inputs.count == 1 {
      try tree.add(inputs[0], at: "")
    } else {
      var taken: Set<String> = []
      for input in inputs {
        let name = FilePath(Self.real(input) ?? input).lastComponent?.string ?? "input"
        guard taken.insert(name).inserted else {
          throw JobFault(
            code: .overlap, report: "two inputs are called '\(name)'",
            hint: "redact them one after the other")
        }
        try tree.add(input, at: name)
      }
    }
    files = tree.files
    folders = tree.folders
    leftOut = tree.leftOut
    isSingleFile = inputs.count == 1 && files.count == 1 && files[0].relativePath.isEmpty
  }

  /// Inputs at chosen places, relative and distinct, below the folder `output`.
  init(placing inputs: [(path: String, place: String)], output: String) throws {
    self.inputs = inputs.map(\.path)
    var tree = InputTree()
    var parents: Set<String> = []
    for input in inputs {
      try Self.refuseOverlap(input.path, output)
      try tree.add(input.path, at: input.place)
      if let slash = input.place.lastIndex(of: "/") {
        parents.insert(String(input.place[..<slash]))
      }
    }
    files = tree.files
    folders = parents.sorted() + tree.folders.filter { !parents.contains($0) }
    leftOut = tree.leftOut
    isSingleFile = false
  }

  /// - Throws: ``JobFault`` when one of two paths holds the other.
  private static func refuseOverlap(_ input: String, _ output: String) throws {
    guard let source = real(input), let target = real(output) ?? realParent(output) else { return }
    if source == target || target.hasPrefix(source + "/") || source.hasPrefix(target + "/") {
      throw JobFault(
        code: .overlap, report: "\(output): the output and the input \(input) lie in each other",
        hint: "choose an output beside the input")
    }
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func realParent(_ path: String) -> String? {
    let file = FilePath(path)
    guard let name = file.lastComponent else { return nil }
    let parent = file.removingLastComponent()
    return real(parent.isEmpty ? "." : parent.string).map { $0 + "/" + name.string }
  }
}

internal import BuiltinData
internal import Documents
internal import DurableFiles
internal import Foundation

/// The templates that come with the program, and those of a folder of one's own.
public struct TemplateLibrary: Sendable {
  private struct Source {
    let name: String
    let file: String
    let text: @Sendable () throws -> String
  }

  /// By name.
  private let sources: [Source]

  /// - Parameter folder: templates of one's own, `FOLDER/NAME.yaml` or `NAME.yaml`; one that is
  ///   called like one of the program's stands in for it.
  /// - Throws: ``FileError`` for a folder that can't be read.
  public init(folder: String? = nil) throws {
    var byName: [String: Source] = [:]
    for file in BuiltinFile.files(in: "checklists") {
      let parts = file.path.split(separator: "/")
      guard parts.count == 3, file.path.hasSuffix(".yaml"),
        !["policy", "intake", "close", "targets"].contains(parts[1])
      else { continue }
      let name = "\(parts[1])/\(parts[2].dropLast(5))"
      byName[name] = Source(name: name, file: file.path) { file.text }
    }
    for path in try folder.map({ try Self.files(below: $0) }) ?? [] {
      let name = String(path.dropLast(5))
      let file = (folder ?? "") + "/" + path
      byName[name] = Source(name: name, file: file) {
        String(decoding: try DurableFile.read(file), as: UTF8.self)
      }
    }
    sources = byName.values.sorted { $0.name < $1.name }
  }

  private static func files(below folder: String) throws -> [String] {
    let paths: [String]
    do {
      paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw PlanFault(
        .template, "\(folder): this folder of templates can't be read",
        hint: "--checklists takes a folder with FOLDER/NAME.yaml or NAME.yaml in it")
    }
    let found = paths.filter { path in
      path.hasSuffix(".yaml") && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    guard !found.isEmpty else {
      throw PlanFault(
        .template, "\(folder): there is no template in this folder",
        hint: "a template is a file that ends in .yaml; handoff checklists show prints examples")
    }
    return found.sorted()
  }

  public var names: [String] { sources.map(\.name) }

  /// All templates, by name.
  ///
  /// - Throws: ``Diagnostic`` for the first fault.
  public func templates() throws -> [PlanTemplate] {
    try sources.map { try PlanTemplate(text: $0.text(), name: $0.name, file: $0.file) }
  }

  /// The template of a name; its last part will do where only one has it.
  public func template(_ name: String) throws -> PlanTemplate {
    let exact = sources.filter { $0.name == name }
    let found = exact.isEmpty ? sources.filter { $0.name.hasSuffix("/" + name) } : exact
    if found.count == 1 {
      return try PlanTemplate(text: found[0].text(), name: found[0].name, file: found[0].file)
    }
    guard found.isEmpty else {
      throw PlanFault(
        .template, "more than one template is called '\(name)'",
        hint: "write one of \(found.map(\.name).joined(separator: ", "))")
    }
    let short = names.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let closest = ClosestName.find(name, in: names + short)
    throw PlanFault(
      .template, "there is no template '\(name)'",
      hint: closest.map { "did you mean '\($0)'?" } ?? "handoff checklists list shows them")
  }
}

extension ShellNode {
  /// The tree with the texts of here-documents in the places of their numbers.
  ///
  /// They are read at the next newline, when the redirect's command is already built.
  func replacingDocuments(_ documents: [ShellWord]) -> ShellNode {
    guard !documents.isEmpty else { return self }
    func replaced(_ redirects: [ShellRedirect]) -> [ShellRedirect] {
      redirects.map { redirect in
        guard redirect.kind == .hereDocument, let text = redirect.target.literal,
          text.first == "\u{0}", let number = Int(text.dropFirst()), number < documents.count
        else { return redirect }
        var copy = redirect
        copy.target = documents[number]
        return copy
      }
    }
    switch self {
    case .simple(var command):
      command.redirects = replaced(command.redirects)
      return .simple(command)
    case .pipeline(let nodes): return .pipeline(nodes.map { $0.replacingDocuments(documents) })
    case .list(let nodes): return .list(nodes.map { $0.replacingDocuments(documents) })
    case .compound(var compound):
      compound.redirects = replaced(compound.redirects)
      compound.parts = compound.parts.map { $0.replacingDocuments(documents) }
      return .compound(compound)
    case .function(let name, let body):
      return .function(name: name, body: body.replacingDocuments(documents))
    }
  }
}

/// Where a change went through review: the pull request, and the commit that brought it in.
package struct MergedPullRequest: Codable, Equatable, Sendable {
  package var url: String
  /// Of the merge; 40 hex digits, or 64 where the repository names objects by SHA-256.
  package var commit: String

  package var text: String { "\(url), merge commit \(commit)" }

  /// The URL, where the text is one that can be pasted anywhere: https, no user, no blanks.
  static func url(_ text: String) -> String? {
    let start = "https://"
    guard text.hasPrefix(start), text.utf8.count <= 2000,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"'<>\\`@".utf8.contains($0) })
    else { return nil }
    let host = text.dropFirst(start.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return host.isEmpty || host.hasPrefix(":") ? nil : text
  }

  static func commit(_ text: String) -> String? {
    let lower = text.lowercased()
    let isHex = lower.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    return isHex && [40, 64].contains(lower.utf8.count) ? lower : nil
  }

  /// What a command's output tells, where it tells it without doubt: one URL of a pull request,
  /// or else one URL at all; one commit.
  static func found(in output: [UInt8]) -> (url: String?, commit: String?) {
    let words = String(decoding: output, as: UTF8.self).split {
      $0.isWhitespace || "\"'<>(),;`".contains($0)
    }.map(String.init)
    let urls = words.compactMap { url($0) }
    let requests = urls.filter { url in
      ["/pull/", "/merge_requests/", "/pull-requests/", "/pullrequest/"].contains {
        url.contains($0)
      }
    }
    return (
      only(requests.isEmpty ? urls : requests), only(words.compactMap { commit($0) })
    )
  }

  private static func only(_ all: [String]) -> String? {
    Set(all).count == 1 ? all.first : nil
  }
}

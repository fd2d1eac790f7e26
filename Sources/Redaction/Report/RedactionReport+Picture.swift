import Pictures

extension RedactionReport {
  /// A picture in the output.
  public struct Picture: Sendable, Codable, Hashable {
    public struct Box: Sendable, Codable, Hashable {
      /// 1-based.
      public let page: Int
      /// In pixels, from the page's upper left corner.
      public let x: Int
      public let y: Int
      public let width: Int
      public let height: Int
      public let rule: String
    }

    /// In the output; empty where that is one file.
    public let path: String
    /// Nobody looked at it: it stands there as it was given.
    public let isKept: Bool
    public let pages: Int
    /// What was painted over.
    public let boxes: [Box]
  }
}

extension RedactionReport.Picture.Box {
  init(_ place: PictureFindings.Place, rules: CompiledRules) {
    let box = place.patch.box
    self.init(
      page: place.patch.page + 1, x: max(0, box.x), y: max(0, box.y), width: box.width,
      height: box.height, rule: rules.rules[place.rule].id)
  }
}

import Archives
import Testing

@Suite struct PortableNamesTests {
  @Test func `names become distinct and harmless, and stay when they are`() throws {
    let paths = [
      "a/b.txt", "a/B.txt", "A/c", "back\\slash", "new\nline", "bidi\u{202E}gpj", "é", "e\u{301}",
      String(repeating: "n", count: 255), "a/b-2.txt", "README", "Readme", "readme",
    ]
    var portable = PortableNames()
    var names = EntryNames(quota: .stranger)
    for path in paths {
      let name = portable.name(path)
      #expect(portable.name(path) == name)
      try names.add(name, isFolder: false)
    }
    #expect(portable.name("a/b.txt") == "a/b.txt")
    #expect(portable.name("a/B.txt") == "a/B-2.txt")
    #expect(portable.name("A/c") == "A-2/c")
    #expect(portable.name("back\\slash") == "back_slash")
  }
}

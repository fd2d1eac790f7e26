import PatternMatching
import Testing

@Suite struct LiteralPrefixesTests {
  @Test(arguments: [
    (#"\b(ghp_[A-Za-z0-9]{36})\b"#, ["ghp_"], false),
    (#"\b(?:AKIA|ASIA)[A-Z2-7]{16}"#, ["AKIA", "ASIA"], false),
    (#"(?i)(?<![\w-])(?:--password|--pass)(?:=|\s{1,4})x"#, ["--pass"], true),
    (#"xox[ab]-[0-9]+"#, ["xoxa-", "xoxb-"], false),
    (#"s?hop_x"#, ["hop_x", "shop_x"], false),
    (#"ab*c"#, ["ab", "ac"], false),
    (#"key{2}rest"#, ["key"], false),
    (#"sk_(?:live|test)_[0-9a-z]{24}"#, ["sk_live_", "sk_test_"], false),
    (#"https?://x"#, ["http://x", "https://x"], false),
    (#"\.npmrc"#, [".npmrc"], false),
    (#"(?:oc|docker)[ ]login"#, ["docker login", "oc login"], false),
    (#"^token=(.+)"#, ["token="], false),
  ])
  func `every match begins with one of them`(pattern: String, literals: [String], isCaseless: Bool)
  {
    let prefixes = LiteralPrefixes(of: pattern)
    #expect(prefixes?.literals.map { String(decoding: $0, as: UTF8.self) } == literals)
    #expect(prefixes?.isCaseless == isCaseless)
  }

  @Test(arguments: [
    #"[0-9a-f]{32}"#, #"(?:abc|[0-9])x"#, #".*secret"#, #"\w+"#, #"a*"#, #"(?i:abc)"#,
  ])
  func `a match that can begin with anything has none`(pattern: String) {
    #expect(LiteralPrefixes(of: pattern) == nil)
  }
}

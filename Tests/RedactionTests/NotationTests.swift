import Foundation
import Testing

@testable import Redaction

/// Notations in which a value hides: beside, behind and around its name.
@Suite struct NotationTests {
  @Test(arguments: [
    // YAML in flow style keeps its braces.
    MarkedText("- {name: API_TOKEN, value: ⟪a8f3kd92lskdj3k2l1⟫}\nnext: 1\n", path: "a.yaml"),
    MarkedText("db: {\n  password: ⟪hunter2xyz⟫,\n  port: 1\n}\n", path: "a.yaml"),
    MarkedText("TOKEN:\n  value: \"⟪a8f3kd92lskdj3⟫\"\n  description: scan\n", path: "a.yml"),
    // Settings: directives, lines that go on, variables in strings.
    MarkedText("AuthLDAPBindPassword ⟪hunter2xyz⟫\nListen 443\n", path: "httpd.conf"),
    MarkedText("location / {\n  proxy_pass http://orders;\n}\n", path: "nginx.conf"),
    MarkedText("app.secret=\\\n   ⟪a8f3kd92lskdj3⟫\nport=1\n", path: "a.properties"),
    MarkedText("app.secret=⟪a8f3kd9⟫\\\n   ⟪2lskdj3⟫\nport=1\n", path: "a.properties"),
    MarkedText("Environment=\"SMTP_PASSWORD=⟪two words, 1⟫\"\nRestart=always\n"),
    MarkedText("- \"ADMIN_PASSWORD=⟪a);=,{47Lk08⟫\"\n- LOG_LEVEL=info\n", path: "compose.yml"),
    MarkedText(#"<add value="⟪hunter2xyz⟫" key="ApiKey" />"#),
    // Source: numbers, types, constructors, here-documents, defaults.
    MarkedText("let password = String::from(\"⟪hunter2xyz⟫\");\n", path: "a.rs"),
    MarkedText("const API_KEY: &str = \"⟪a8f3kd92lskdj3⟫\";\n", path: "a.rs"),
    MarkedText("const API_KEY: &'static str = \"⟪a8f3kd92lskdj3⟫\";\n", path: "a.rs"),
    MarkedText("password := os.Getenv(\"DB_PASSWORD\")\n", path: "a.go"),
    MarkedText("p = ENV.fetch('DB_PASSWORD') { '⟪hunter2xyz⟫' }\n", path: "a.rb"),
    MarkedText("  export DB_PASSWORD=⟪hunter2xyz⟫\n", path: "main.tf"),
    MarkedText("DB_PASSWORD=settings.get(\"x1\")\n", path: "a.py"),
    MarkedText("$cred = New-Object PSCredential(\"svc\", $secure)\n", path: "a.ps1"),
    // Quotes in quotes.
    MarkedText("password: '⟪it''s 4711 \\''x⟫' # a\n", path: "a.yaml"),
    MarkedText("export TOKEN='⟪01'\\''R7VkIE⟫'\n", path: "a.sh"),
    MarkedText("export TOKEN='⟪01'\"'\"'R7VkIE⟫'\n", path: "a.sh"),
    MarkedText("{ password: '⟪f1\\'>&i7kkRS⟫', port: 5432 }\n", path: "a.js"),
    MarkedText("password: \"⟪f1\\\">@$i7kkRS⟫\"\n", path: "a.yaml"),
    MarkedText("a = \"\"\"\n", path: "a.toml"),
    // An odd quote further left.
    MarkedText(
      "db: { password: '⟪w7LkXj}@\"[77ok⟫' }, jwtSecret: process.env.JWT_SECRET || \"⟪w7rRTybpq0Ssk⟫\",",
      path: "a.js"),
    MarkedText("say('a\"b'); Client(api_key=\"⟪D75Vx9A9i3eCKj⟫\", region=\"eu\")", path: "a.py"),
    MarkedText("echo \"token: \"; f(\"x\"); echo \"token=\"+name+\"\"", path: "a.js"),
    // Options in lists, symbols, defaults, comparisons; the user's name before a password.
    MarkedText(
      #"command: ["./api", "--admin-token", "⟪a8f3kd92lskdj3k2l1⟫", "--signing-secret", "--verbose"]"#
    ),
    MarkedText(#"{"cmd": "[\"--db-password\", \"⟪hunter2xyz⟫\"]"}"#),
    MarkedText(
      "set :db_password, '⟪hunter2xyz⟫'\nvalidates :password, presence: true\n", path: "a.rb"),
    MarkedText("ENV['API_TOKEN'] ||= \"⟪a8f3kd92lskdj3k2l1⟫\"\n", path: "a.rb"),
    MarkedText(
      "if ($arg_token != \"⟪57hsRoDjGE4OS0zskJhA⟫\") { return 403; }\n", path: "nginx.conf"),
    MarkedText("if token != \"missing\" && key != \"primary\" {\n"),
    MarkedText("req.SetBasicAuth(\"jane\", \"⟪hunter2xyz9⟫\")\n", path: "a.go"),
    MarkedText("client.AuthError: token '⟪j7Bn6A1wr1TG7cNEiQaF⟫' rejected, not token 'bearer'\n"),
    MarkedText("KEY: '{{resolve:secretsmanager:prod/db:SecretString:password}}'\n", path: "a.yaml"),
    // Cookies of a browser's archive.
    MarkedText(
      #"{"cookies":[{"name":"sid","value":"⟪m7fY0wULOGWencfY⟫"},{"name":"theme","value":"dark"}],"status":200}"#
    ),
    MarkedText(#"{"cookies": {"sid": "⟪m7fY0wULOGWencfY⟫", "lang": "de"}}"#),
    // Certificates are public.
    MarkedText(
      "kind: Secret\ndata:\n  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=\n",
      path: "a.yaml"),
    // Percent-encoded, also twice.
    MarkedText(
      "GET /cb?d=%7B%22user%22%3A%22x%22%2C%22password%22%3A%22⟪hunter2xyz⟫%22%7D&x=1 200"),
    MarkedText("d=%257B%2522password%2522%253A%2522⟪hunter2xyz⟫%2522%257D"),
    MarkedText("next=%2Flogin%3Fpassword%3D⟪hunter2xyz⟫%26page%3D2 HTTP/1.1"),
    // A part of a form.
    MarkedText(
      "Content-Disposition: form-data; name=\"password\"\r\n\r\n⟪hunter2xyz⟫\r\n--b\r\n"),
    MarkedText(
      "Content-Disposition: form-data; name=\"token\"\nContent-Type: text/plain\n\n⟪a8f3kd92lskdj3⟫\n--b--\n"
    ),
    MarkedText("Content-Disposition: form-data; name=\"password\"\n\n--b--\n"),
    // Types that are called like what they make; hosts behind a login.
    MarkedText("\"random:index/randomPassword:RandomPassword\", urn::RandomPassword::db"),
    MarkedText("jdbc:oracle:thin:orders/⟪hunter2xyz⟫@db-1.internal:1521/ORDERS"),
  ])
  func `the value goes, and what parts it from the rest stays`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain, path: text.path)
    #expect(MarkedText.mask(redacted) == text.masked)
    #expect(try RedactionFixture.redact(redacted, path: text.path) == redacted)
  }

  @Test(arguments: [
    ("const c = {\n  pinPassword: 4000597071,\n  port: 1,\n}\n", "a.js"),
    ("{\"db_password\": 4000597071, \"port\": 1}\n", "a.json"),
    ("pin_password = 4000597071\nport = 1\n", "a.toml"),
    ("INSERT INTO a (id, password) VALUES (1, 4000597071);\n", "a.sql"),
    ("{\"outputs\": {\"a\": {\"value\": 4000597071, \"sensitive\": true}}}\n", "a.tfstate"),
  ])
  func `a number gets quotes`(text: String, path: String) throws {
    let redacted = try RedactionFixture.redact(text, path: path)
    let quoted = MarkedText.mask(redacted).replacingOccurrences(of: "'▒'", with: "\"▒\"")
    #expect(quoted == text.replacingOccurrences(of: "4000597071", with: "\"▒\""))
  }

  @Test(arguments: [
    // Terraform: outputs, attributes, changes.
    MarkedText(#"{"value": "⟪hunter2⟫", "type": "string", "sensitive": true}"#),
    MarkedText(#"{"value": {"a": "⟪b\"1⟫", "c": ["⟪d2⟫", null, true]}, "sensitive": true}"#),
    MarkedText(#"{"value": "eu-central-1", "sensitive": false}"#),
    MarkedText(
      #"""
      {"attributes": {"name": "/a", "seed": "⟪hunter2⟫", "x": {"value": "kept"}},
       "sensitive_attributes": [[{"type": "get_attr", "value": "seed"}]]}
      """#),
    MarkedText(
      #"""
      {"after": {"name": "/a", "t": [{"seed": "⟪hunter2⟫", "b": "kept"}]},
       "after_sensitive": {"t": [{"seed": true}]}}
      """#),
    MarkedText(#"{"values": {"a": "⟪hunter2⟫", "b": "c"}, "sensitive_values": {"a": true}}"#),
    MarkedText(#"{"type": "random_password", "instances": [{"attributes": {"result": "⟪ab⟫"}}]}"#),
    MarkedText(
      "variable \"seed\" {\n  default   = \"⟪hunter2⟫\"\n  sensitive = true\n}\nx = \"y\"\n",
      path: "a.tf"),
    MarkedText(
      "resource \"a\" \"b\" {\n  type  = \"SecureString\"\n  value = \"⟪hunter2⟫\"\n}\n",
      path: "a.tf"),
    MarkedText(
      "resource \"a\" \"b\" {\n  type  = \"SecureString\"\n  value = random_id.x.hex\n}\n",
      path: "a.tf"),
    // CloudFormation, parameters, vaults, Pulumi.
    MarkedText(
      "Seed:\n  Type: String\n  NoEcho: true\n  Default: ⟪hunter2⟫ # a\nB:\n  Default: x\n"),
    MarkedText("Seed:\n  Default: kept\n  NoEcho: false\n"),
    MarkedText(#"{"Seed": {"NoEcho": "true", "Default": "⟪hunter2⟫"}, "B": {"Default": "x"}}"#),
    MarkedText(#"{"Name": "/a", "Type": "SecureString", "Value": "⟪hunter2⟫", "Version": 3}"#),
    MarkedText(#"{"id": "https://a.vault.azure.net/secrets/b/1", "value": "⟪hunter2⟫"}"#),
    MarkedText(
      #"{"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": "⟪\"ab\"⟫"}"#
    ),
    // In a string, three deep.
    MarkedText(#"{"a": "{\"value\": \"⟪hun\\\"ter2⟫\", \"sensitive\": true}"}"#),
    MarkedText(
      #"{"a": "{\"b\":\"{\\\"value\\\":\\\"⟪hunter2⟫\\\",\\\"sensitive\\\":true}\"}"}"#),
    MarkedText("\"sensitive\": true\n{\"sensitive\": true"),
  ])
  func `what its neighbours call secret goes`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain, path: text.path)
    #expect(MarkedText.mask(redacted) == text.masked)
    #expect(try RedactionFixture.redact(redacted, path: text.path) == redacted)
  }

  @Test func `a message that journald writes as bytes is redacted as such`() throws {
    let bytes = "\u{1B}[31mpassword=hunter2xyz\u{1B}[0m failed".utf8.map(String.init)
    let line = "{\"MESSAGE\":[\(bytes.joined(separator: ","))],\"PRIORITY\":\"6\"}\n"
    let redacted = try RedactionFixture.redact(line)
    let list = try #require(redacted.split(separator: "[").last?.split(separator: "]").first)
    let message = String(
      decoding: list.split(separator: ",").compactMap { UInt8($0) }, as: UTF8.self)
    #expect(MarkedText.mask(message) == "\u{1B}[31mpassword=▒\u{1B}[0m failed")
    #expect(try RedactionFixture.redact(redacted) == redacted)
  }

  @Test func `a value in single quotes is the value that it spells`() throws {
    let identities = try [
      ("password: 'it''s 4711'\n", "a.yaml"), ("PASSWORD='it'\\''s 4711'\n", "a.sh"),
      ("{\"password\": \"it's 4711\"}\n", "a.json"),
    ].map { try RedactionFixture.redact($0.0, path: $0.1).filter { !$0.isWhitespace } }
    let hexes = identities.map { $0.suffix(while: { $0 != "_" }).filter(\.isHexDigit) }
    #expect(Set(hexes).count == 1, "\(identities)")
  }
}

extension String {
  fileprivate func suffix(while condition: (Character) -> Bool) -> String {
    String(reversed().prefix(while: condition).reversed())
  }
}

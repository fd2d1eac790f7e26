import Foundation
import Testing

@testable import Redaction

@Suite struct KeyValueTests {
  @Test(arguments: [
    MarkedText(#"{"db": {"password": "⟪hunter2⟫", "port": 5432}}"#),
    MarkedText(
      #"{"pin_password": ⟪"123456"⟫}"#.replacingOccurrences(of: "⟪\"123456\"⟫", with: "⟪123456⟫")),
    MarkedText(#"{"token": null, "password": true, "secret": ""}"#),
    MarkedText(#"{"inner": "{\"password\":\"⟪a\\\"b⟫\",\"x\":1}"}"#),
    MarkedText("DB_PASSWORD=⟪s3cret!⟫\nNEXT=1\n", path: ".env"),
    MarkedText("export API_KEY='⟪two words⟫' # note\n", path: ".env"),
    MarkedText("password = ⟪two words⟫\nuser = bob\n", path: "app.ini"),
    MarkedText("spring.datasource.password=⟪x9/y⟫\n", path: "application.properties"),
    MarkedText("db:\n  password: ⟪hunter2⟫ # the old one\n  user: bob\n", path: "a.yaml"),
    MarkedText("password: |\n  ⟪line one\n  line two⟫\nnext: 1\n", path: "a.yaml"),
    MarkedText("- name: DB_PASSWORD\n  value: \"⟪hunter2⟫\"\n", path: "a.yaml"),
    MarkedText(
      "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db, key: password}\n",
      path: "a.yaml"),
    MarkedText(#"{"name": "DB_PASSWORD", "value": "⟪hunter2⟫"}"#),
    MarkedText(#"<add key="Password" value="⟪hunter2⟫"/>"#),
    MarkedText("<password>⟪hunter2⟫</password>"),
    MarkedText("Error: <password> is required\nsee docs\nat line <n>\n"),
    MarkedText("define('DB_PASSWORD', '⟪hunter2⟫');", path: "wp-config.php"),
    MarkedText(#"config["password"] = "⟪hunter2⟫""#, path: "a.py"),
    MarkedText(#"let password: String = "⟪hunter2⟫""#, path: "a.swift"),
    MarkedText(#"password = os.environ["DB_PASSWORD"]"#, path: "a.py"),
    MarkedText("password = var.db_password\n", path: "main.tf"),
    MarkedText(#"password = "⟪hunter2⟫""# + "\n", path: "main.tf"),
    MarkedText("level=info msg=\"login\" password=⟪hunter2⟫ user=bob"),
    MarkedText("GET /x?access_token=⟪abc123⟫&tab=2 HTTP/1.1"),
    MarkedText("Authorization: Bearer ⟪abcdefghijklmnop⟫\n"),
    MarkedText("2026-11-21 FATAL: password authentication failed for user \"orders\""),
    MarkedText("the token: invalid, the session: expired"),
    MarkedText("password_policy: strict\npasswordMinLength: 12\nmax_tokens: 4096\nauthor: Jane\n"),
    MarkedText(
      "PASSWORD=${DB_PASSWORD}\nTOKEN={{ vault_token }}\nSECRET=$SECRET\nAPI_KEY=<your key>\n"),
    MarkedText("password=********\nsecret=op://vault/item\ntoken_file: /run/secrets/token\n"),
    MarkedText("пароль: ⟪hunter2⟫\ncontraseña=⟪hunter3⟫\n密码: ⟪hunter4⟫\n"),
    MarkedText(
      "db-password: {type: string, secret: true}\nother: {password: ⟪hunter2⟫, user: bob}\n",
      path: "a.yaml"),
    MarkedText(#"[{"Env":["A=1","DB_PASSWORD='⟪lead9Kx⟫","B=2"]}]"#),
    MarkedText(#"[{"Env":["DB_PASSWORD=⟪trailing9\\⟫","B=2"]}]"#),
    MarkedText(
      #"<c DB_PASSWORD="⟪trailing9\⟫" b="2"/>"#.replacingOccurrences(of: #"\"#, with: #""#)),
    MarkedText(#"def output(self, header="Set-Cookie:"):"#, path: "a.py"),
    MarkedText(#"signed = "Signature=" in request.url"#, path: "a.py"),
    MarkedText(#"{"text": "one or more numbers in the password:", "x": 1}"#),
    MarkedText(#"x = {"NextToken": next_token, "token": token}"#, path: "a.py"),
    MarkedText("key:\n  private_key: &pw ⟪L3x5GAG54d3iG8otkL⟫\n  other: *pw\n", path: "a.yaml"),
    MarkedText(
      "apiVersion: v1\nkind: SecretList\nitems:\n- data:\n    foo: ⟪plain_text!⟫\n  metadata: {}\n",
      path: "a.yaml"),
    MarkedText("kind: Secret\ndata: # all of it\n  foo: ⟪plain_text!⟫\n", path: "a.yaml"),
    MarkedText("\"kind\": \"Secret\"\n\"data\":\n  \"foo\": \"⟪plain_text!⟫\"\n", path: "a.yaml"),
    // The name goes on behind its key.
    MarkedText("DB_PASSWORD_PROD=⟪hunter2⟫\nsecret_key_staging: ⟪hunter3⟫\n"),
    MarkedText("tokenForDeploy = \"⟪a8f3kd92lskdj3k2l1⟫\"\ntoken_for_deploy = \"disabled\"\n"),
    MarkedText("password_policy: strict\nsecretName=db\ntoken_url: https://example.com/token\n"),
    MarkedText("dbpass=⟪hunter2⟫\npre_shared_key: ⟪hunter3⟫\nbypass=9\ncompass: north\n"),
    // Lists, members, lines below.
    MarkedText(#"{"passwords": ["⟪hunter2⟫", "⟪b4ttery⟫"], "max": 3}"#),
    MarkedText(#"{"password": ["This field is required."]}"#),
    MarkedText(#"{"db_password": {"sensitive": true, "type": "string", "value": "⟪hunter2⟫"}}"#),
    MarkedText("password:\n  ⟪hunter2⟫\nuser: bob\n", path: "a.yaml"),
    MarkedText(
      "api_keys:\n  - ⟪a8f3kd92lskdj3⟫\n  - ⟪b8f3kd92lskdj3⟫\nuser: bob\n", path: "a.yaml"),
    MarkedText("secrets:\n  - db_password\n  - inherit\n", path: "a.yaml"),
    // Types, defaults, accessors, options.
    MarkedText(#"const password string = "⟪hunter2⟫""#, path: "a.go"),
    MarkedText(#"public string Password { get; set; } = "⟪hunter2⟫";"#, path: "a.cs"),
    MarkedText("const p = process.env.DB_PASSWORD || '⟪hunter2⟫'", path: "a.js"),
    MarkedText(#"namespace="session" name="search-fbf748f931""#),
    MarkedText("ENV DB_PASSWORD ⟪hunter2⟫\n"),
    MarkedText("import --db-password ⟪hunter2⟫ --verbose\n"),
    // Sentences.
    MarkedText("the password is ⟪correct-horse-9⟫, tell nobody"),
    MarkedText("Password (staging): ⟪hunter2⟫\n密码：⟪hunter3⟫\n"),
    MarkedText("the password for the staging database was set to ⟪Summer2024!⟫"),
    MarkedText("Your verification code is ⟪482910⟫."),
    MarkedText("the password is required\npassword was changed on 2026-11-21 by bob\n"),
    MarkedText("session token is invalid for user bob1\ntoken for job 12 is 5 minutes old"),
    MarkedText("Failed password for root from 10.0.0.1 port 22 ssh2"),
    // A path, and what only looks like one.
    MarkedText("password=/run/secrets/db\nsecret: /etc/ssl/Certs2024/ca.pem\n"),
    MarkedText("aws_secret_access_key = ⟪/n7YRSZ/izyeltDWSJxLzWHRZFDUVGDRab0cd1ef⟫\n"),
    MarkedText("DB_PASSWORD=⟪$ecret9xQ⟫\nDB_PASSWORD2=$DB_PASSWORD1\n"),
    // Remarks, counts, masks.
    MarkedText("a1b2c3d auth: don't log the token\n1a2b3c4 secret: remove unused import\n"),
    MarkedText(
      "9f8e7d6 jwt: checking store order\nerror: salt: open /etc/app/x.yaml: no such file"),
    MarkedText("Pass: 674, Fail: 2, Skip: 2\npam_unix(passwd:chauthtok): password changed for bob"),
    MarkedText("checksum/secret: \(String(repeating: "0a9b", count: 16))\n"),
    MarkedText("API_TOKEN=[REDACTED]\nSECRET=(redacted)\nprivate key: (hidden)\n"),
    MarkedText("Unexpected token: '}' at line 309\nfield \"password\": expected string, got null"),
    MarkedText("image: ${DB_PASSWORD:?unset}\nServer host key: ssh-ed25519 SHA256:0a9b0a9b0a9b"),
    MarkedText("password: ⟪correct horse⟫\n", path: "a.yaml"),
    MarkedText("login as admin, password: ⟪swordfish⟫"),
    MarkedText("the data: rest of it\nkind: Secret\n"),
    MarkedText("a:\n  password: !!str ⟪S3cretKxq9⟫\n  db_password: !Ref DbPassword\n"),
    MarkedText("AWS_SECRET_ACCESS_KEY=⟪minioadmin2024x⟫\n", path: ".env"),
    MarkedText("password1=⟪a1⟫\nPASSWORD_2=⟪b2⟫\n", path: ".env"),
  ])
  func `what belongs to a key goes, and nothing else`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain, path: text.path)
    // A number in JSON gets the quotes that the format needs.
    let masked = MarkedText.mask(redacted).replacingOccurrences(of: ": \"▒\"}", with: ": \"▒\"}")
    let wanted =
      text.masked.contains("{\"pin_password\": ▒}") ? "{\"pin_password\": \"▒\"}" : text.masked
    // Lines of a value over lines stay as empty lines.
    #expect(masked.filter { $0 != "\n" } == wanted.filter { $0 != "\n" })
    #expect(redacted.filter { $0 == "\n" }.count == text.plain.filter { $0 == "\n" }.count)
  }

  @Test func `one value has one identity in every notation`() throws {
    let texts = [
      "PASSWORD='p@ss w0rd\"x'\n", #"{"password": "p@ss w0rd\"x"}"#,
      #"{"inner": "{\"password\":\"p@ss w0rd\\\"x\"}"}"#,
      "kind: Secret\ndata:\n  db: cEBzcyB3MHJkIng=\n",
    ]
    let identities = try texts.map { text -> String in
      let redacted = try RedactionFixture.redact(text)
      let decoded =
        redacted.contains("kind: Secret")
        ? String(
          decoding: Decoding.base64(
            redacted.split(separator: " ").last.map { Array($0.utf8) } ?? []) ?? [], as: UTF8.self)
        : redacted
      let start = try #require(decoded.range(of: "REDACTED_"))
      let placeholder = decoded[start.lowerBound...].prefix {
        $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-"
      }
      return try #require(Placeholder(String(placeholder))).hex
    }
    #expect(Set(identities).count == 1, "\(identities)")
  }
}

extension Decoding {
  fileprivate static func base64(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.withUnsafeBytes { base64($0) }
  }
}

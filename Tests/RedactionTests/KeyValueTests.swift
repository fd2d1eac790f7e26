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
    MarkedText("use ⟪corr3ct-horse⟫ as the password.\nlogin with admin / password ⟪Tr0ub4dor⟫\n"),
    MarkedText("the password for the db is `⟪hunter2⟫`\nYour new password is \"⟪hunter3⟫\".\n"),
    MarkedText("I changed the password to ⟪hunter2⟫ yesterday; use ⟪b4ttery⟫ as my passphrase"),
    MarkedText("temporary password for bob: ⟪hunter2⟫\nuser admin password ⟪hunter3⟫\n"),
    MarkedText("(password ⟪hunter2⟫)\nthe password is **⟪hunter3⟫**\n"),
    MarkedText("Set the db password to `⟪hunter2⟫` before the start.\n", path: "README.md"),
    MarkedText("- **Db password**: ⟪hunter2⟫\n- **Db password:** ⟪hunter3⟫\n", path: "README.md"),
    MarkedText("the API key is ⟪9c90ab7c25ce389b389a5d8e5534204d⟫, keep it"),
    MarkedText("das Passwort lautet ⟪hunter2⟫\nla contraseña es ⟪hunter3⟫\na senha é ⟪hunter4⟫\n"),
    MarkedText("le mot de passe est ⟪hunter2⟫\nla password è ⟪hunter3⟫\nhasło to ⟪hunter4⟫\n"),
    MarkedText("lösenordet är ⟪hunter2⟫\nadgangskoden er ⟪hunter3⟫\nheslo je ⟪hunter4⟫\n"),
    MarkedText("salasana on ⟪hunter2⟫\nhet wachtwoord is ⟪hunter3⟫\n"),
    MarkedText("密码是 ⟪hunter2⟫\n密码是⟪hunter3⟫。\nパスワードは ⟪hunter4⟫ です\n"),
    // Directives, colours, names joined to others.
    MarkedText("proxy_set_header X-Api-Key \"⟪hunter2⟫\";\nSetEnv DB_PASSWORD \"⟪hunter3⟫\"\n"),
    MarkedText("#define DB_PASSWORD \"⟪hunter2⟫\"\n", path: "config.h"),
    MarkedText("127.0.0.1:6379> SET app:db_password \"⟪hunter2⟫\"\n"),
    MarkedText("set password ⟪hunter2⟫\nset password policy\nset password for user bob1\n"),
    MarkedText("proxy_set_header Cookie $http_cookie;\nproxy_set_header Authorization \"\";\n"),
    MarkedText(
      "variable \"db_password\" {\n  type = string\n  default = \"⟪hunter2⟫\"\n}\n", path: "v.tf"),
    MarkedText("variable \"db_password\" {\n  type = string\n}\nx = \"value\"\n", path: "v.tf"),
    MarkedText("\u{1B}[32mDB_PASSWORD\u{1B}[0m=⟪hunter2⟫\u{1B}[0m\n"),
    MarkedText(#"\u001b[32mtoken\u001b[0m=⟪hunter2⟫\u001b[0m and ^[[1;32mpwd^[[0m: ⟪hunter3⟫"#),
    MarkedText("java -Dseed.phrase=⟪hunter2⟫ -Dtoken=⟪hunter3⟫ -jar app.jar\n"),
    MarkedText("app密碼=⟪hunter2⟫\nDbパスワード: ⟪hunter3⟫\nbindPw=⟪hunter4⟫\nrootPw: ⟪hunter5⟫\n"),
    MarkedText("EMAIL_PASSWORD=⟪abcd efgh ijkl mnop⟫\npassword: this must have been\n"),
    MarkedText("map[host:db azureWebJobsStorage:⟪Server=a;Uid=b;P=c9⟫ port:1]\n"),
    MarkedText("<text>{&quot;pwd&quot;: &quot;⟪hunter2⟫&quot;}</text>"),
    // Where a secret is kept.
    MarkedText(
      #"E1121 reconciler.go:7] "Couldn't get secret" secret="shop/web-credentials" err="x""#),
    MarkedText("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/web-AbCdEf12\n"),
    MarkedText("secret=⟪shop/Web9credentials⟫ db_secret=⟪shop/web⟫\n"),
    MarkedText("secret=⟪a8f3kd92lskd/lskdj3k2l1⟫\n"),
    // A path, and what only looks like one.
    MarkedText("password=/run/secrets/db\nsecret: /etc/ssl/Certs2024/ca.pem\n"),
    MarkedText("cart[3]: Authorization: Basic ⟪/n7YRSZ/izyeltDWSJxLzWHRZFDUVGDR⟫\n"),
    MarkedText("TOKEN=xxxxxxxx PASSWORD=**** COOKIE=[FILTERED]\nPASSWORD=**** foo1bar\n"),
    MarkedText("secret=/var/lib/MyAppV2/ConfigDirX9/keyStoreFile\n"),
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
    MarkedText("DKIM-Signature: v=1; a=rsa-sha256; d=example.com\nERROR session: rotated\n"),
    MarkedText(#"{"cacheKey":"auth-proxy:0a9b8c7d6e5f4a3b2c1d0e9f","hit":true}"#),
    MarkedText("mx dovecot: auth: mysql(bob,10.1.2.3): unknown user"),
    MarkedText(#"WWW-Authenticate: Bearer realm="https://auth.example.com/token",service="x""#),
    MarkedText("get arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/web-AbCdEf now"),
    MarkedText(
      "XDG_SESSION_ID=3 XDG_SEAT=seat0\nSession: 0x7f3a9c01\ndbus-user-session:amd64 1.14"),
    MarkedText("password: ⟪correct horse⟫\n", path: "a.yaml"),
    // Words of sentences begin passphrases, too.
    MarkedText("PASSWORD=⟪twenty⟫\n", path: ".env"),
    MarkedText("PASSWORD=⟪old⟫\nexport API_TOKEN=⟪ready⟫\n"),
    MarkedText("password=changed by bob\nlogin: password=expired, token=ok\npassword: invalid\n"),
    MarkedText(":root { --ink: #fff; --credential: #b3261e; --token: #0b4fa8 }\n"),
    MarkedText("  --secret: ⟪#b3261e9⟫;\n  password: ⟪#b3261e⟫\n"),
    MarkedText("db.password = ⟪default⟫\n", path: "app.properties"),
    MarkedText("password: ⟪new Horses ran⟫\nsecret: new Key(name)\n", path: "b.yaml"),
    MarkedText("password: ⟪new horses⟫\ntoken: ⟪stale⟫\n", path: "a.yaml"),
    MarkedText("password: ⟪that horse ran⟫\n", path: "a.yaml"),
    MarkedText("password = ⟪your⟫\n", path: "d.ini"),
    MarkedText("title: \"A token: ⟪sunshine⟫ by him\"\n", path: "a.yaml"),
    MarkedText("<pre>PGPASSWORD=&quot;$DB_VALUE&quot; psql</pre>\n"),
    MarkedText("<pre>PGPASSWORD=⟪&quot;$ecret9xQ&quot⟫; psql</pre>\n"),
    MarkedText("- Then: MYSQL\\_PWD=\"$NEW\\_VALUE\" mysql -h db\n"),
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

  /// Each tells something about a secret, none tells one.
  @Test(arguments: [
    "Failed password for invalid user admin from 203.0.113.9 port 50122 ssh2",
    "Accepted password for deploy2 from 10.0.0.5 port 40022 ssh2",
    "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)",
    "Removed session 4711.", "Started Session c12 of User root1.",
    "password changed for user01", "password for user01 expires in 12days",
    "FATAL: password authentication failed for user \"app1\"",
    "User \"app1\" has no password assigned. Connection matched pg_hba.conf line 95",
    "Access denied for user 'app1'@'10.0.0.5' (using password: YES)",
    "[Warning] Using a password on the command line interface can be insecure.",
    "A temporary password is generated for root@localhost",
    "password is stored with sha256-crypt", "the password is SHA256-hashed",
    "the token is HS256-signed", "the token is RS256", "token is base64url-encoded",
    "The password is at least 12 characters long", "Password is 12-character minimum",
    "token is valid for 3600seconds", "The access token was issued at 2026-11-21T10:00:00Z",
    "token for job 4711 was refreshed in 35ms", "the token was rejected: AADSTS700016",
    "error: secret \"web-tls-2\" not found", "secret \"shop/db-credentials-2\" created",
    "secret db-credentials-2 is mounted at /etc/app2/secret",
    "the secret is 'db-credentials-2'", "the token is `my-token`", "the session is 'active'",
    "MountVolume.SetUp failed for volume \"kube-api-access-x7k2p\": secret was not found",
    "Invalid CSRF token was found for http://localhost:8080/login2",
    "Forbidden (CSRF token missing.): /api/v2/login", "CSRF token from the 'X-Csrf-2' header",
    "OAuth2 token endpoint is https://idp1.example.com/token",
    "token: the access token was sent to web01.example.com",
    "sent the password to bob7", "gave the password to user01",
    "Updated the password on server01", "reset password for host db01.internal is pending",
    "the password is in /etc/app2/db.conf", "password was set by version v2.14.1-rc1",
    "the session is TLSv1.3", "session was idle for 900s", "passphrase is AES256-encrypted",
    "use OAuth2 as the auth", "use utf8mb4 as the password's charset", "it is 2026 as the token",
    "the password is user.password1()", "the password is params[pw1]",
    "ORA-28001: the password has expired", "the password is ORA-28001",
    "Add 'user1' to the secret", "bind the secret to 'pod-1'", "append the token to `/v1/login2`",
    "keyboard-interactive/pam password for root1 on tty1", "[sudo] password for deploy1: ",
    "Enter passphrase for key '/home/bob1/.ssh/id_ed25519': ",
    "Enter password for user app1 on host db01:",
    "gpg: passphrase for key 0xDEADBEEF12345678 is missing",
    "systemd-ask-password[512]: password request for disk sda3 timed out",
    "cryptsetup: passphrase for luks-1 is wrong", "passwd: password expiry information changed.",
    "chage: password age of web01 is 90days", "auth: token is 24h old", "auth is md5",
    "git: credential helper is 'store2'", "remote: Password authentication was removed in 2021.",
    "api key for team7 is disabled", "API key is v2-only", "access key is 20-characters",
    "the cookie is `JSESSIONID`", "the cookie is 'app2'", "session cookie is __Host-session2",
    "private key is RSA-4096", "the private key is id_rsa2", "host key is ssh-ed25519",
    "the signature is PKCS7", "signature was made with RSA2048", "salt is 16-bytes",
    "the PIN is required", "Your code is ready, see https://example.com/c/482910",
    "passing strings for `password` or `salt2`, please consider",
    "When dbus-launch --exit-with-session starts a daemon", "The --host-key checks are off",
    "the password on web01x is old", "set password policy v2beta1",
  ])
  func `a sentence about a secret stays`(text: String) throws {
    #expect(try RedactionFixture.redact(text + "\n") == text + "\n")
  }

  /// Names of secrets, references to them, and what a workflow may do.
  @Test(arguments: [
    "permissions: {contents: read, id-token: write}", "  id-token: write", "id-token: none",
    "gcloud run services update api --update-secrets=DB_PASSWORD=db-password:latest",
    "gcloud run deploy api --set-secrets=API_KEY=api-key:3,/secrets/db=db-password:12",
    "docker build --secret id=npmrc,src=.npmrc .", "buildx build --secret=id=token,env=TOKEN .",
    "<code>curl -H &quot;Authorization: Bearer $TOKEN&quot;</code>",
  ])
  func `what names a secret in a command or a workflow stays`(text: String) throws {
    #expect(try RedactionFixture.redact(text + "\n") == text + "\n")
  }

  /// What only looks like such a name.
  @Test(arguments: [
    ("id-token: wr1te-7f3kQp29", "wr1te"), ("API_KEY=api-key:3931", "3931"),
    ("tool --password=db-password:latest7", "latest7"), ("password=$TOKEN&amp;x9", "TOKEN"),
    ("--db-password=hunter:2931", "hunter"),
    ("tool --pat source=Zx9qKw72Lp", "Zx9qKw72Lp"),
    ("password=$ecret&quot;Zx9qKw72", "Zx9qKw72"),
    ("--app-secrets=PIN_PASSWORD=hunter:2931", "2931"),
  ])
  func `what looks like a secret's name goes`(text: String, secret: String) throws {
    #expect(try !RedactionFixture.redact(text + "\n").contains(secret))
  }

  @Test func `a Secret's value that is plain text over lines keeps its number of lines`() throws {
    let text = "{\"data\":{\"a\":\"R=passwd=rd77xQ\n\r\nS0t\"},\"kind\":\"Secret\"}\n"
    let output = try RedactionFixture.redact(text)
    #expect(output.contains("passwd=REDACTED_"))
    #expect(output.utf8.count { $0 == 0x0A } == 3)
    #expect(output.hasSuffix("\n\r\nS0t\"},\"kind\":\"Secret\"}\n"))
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

import Testing

@testable import Redaction

/// Source code and settings without a file name that tells what they are.
@Suite struct SourceValueTests {
  @Test(arguments: [
    MarkedText(
      "sql.Open(\"pg\", \"host=db user=web password=⟪lantern-orbit-2393!⟫ dbname=x sslmode=disable\")",
      path: "a.go"),
    MarkedText("connect('host=db user=web password=⟪lantern-orbit-2393!⟫')", path: "a.py"),
    MarkedText("connect(user=web1, password=pw_1)\nx = y if password=pw1 else z", path: "a.py"),
    MarkedText("\"select 1 from t where password=md5($1) and id=7\"", path: "a.go"),
  ])
  func `pairs in a string of code are values`(text: MarkedText) throws {
    #expect(
      MarkedText.mask(try RedactionFixture.redact(text.plain, path: text.path)) == text.masked)
  }

  /// What a program computes, examples of documentation, labels of forms.
  @Test(arguments: [
    #"password = config["password"]"#, #"password = request.form["password"]"#,
    "password = req.body.password", "$password = $_POST['password'];",
    "password = user.getPassword()", "token = uuid.uuid4()", "token := os.Getenv(\"TOKEN\")",
    "token = Token.objects.create(user=user)", "token = crypto.randomBytes(32).toString(\"hex\")",
    "const token = localStorage.getItem(\"token\");", "const token = await getToken();",
    "password: z.string().min(8)", "password = models.CharField(max_length=128)",
    "password = hashlib.sha256(x).hexdigest()", "password = get_secret(\n  \"db\")",
    "apiKey: apiKey,", "login(api_key=api_key, user=user)", "if (password === confirmPassword) {",
    "api_key: Rails.application.credentials.api_key", #"api_key = st.secrets["api_key"]"#,
    "fn login(user: &str, password: &str) -> Result<()> {", "signature = inspect.signature(f)",
    "$Password = Read-Host -AsSecureString", "$cred = Get-Credential",
    "PASSWORD=`cat /run/secrets/x`", "TOKEN=$1", "TOKEN=\"$2\"", "mysql -u root -p$PASS shop",
    "Authorization: Bearer {token}", "PASS: test_login", "--- PASS: TestLogin (0.00s)",
    "Unexpected token: identifier", "password=YOUR_PASSWORD", "password=your_password_here",
    "password=\"your-password\"", "api_key: your-api-key-here", "api_key = \"YOUR_API_KEY\"",
    "token: \"REPLACE_ME\"", "token=REPLACE_WITH_TOKEN", "token: FIXME", "secret=yourSecretKey",
    "secret = \"insert-secret-here\"", "secret = \"enter your secret\"",
    "jwt_secret=your-256-bit-secret", "password: placeholder", "api_key: xxxx-xxxx-xxxx",
    "password: ••••••••", "xoxb-your-bot-token-here", "credentials: include",
    "credentials: 'same-origin'", #""password": "Passwort","#, #""password": "Mot de passe","#,
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "AKIAXXXXXXXXXXXXXXXX",
    "Password: '{{resolve:secretsmanager:Db:SecretString:password}}'",
    "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd", "'password = :password'",
    "/* password: see vault */", "password = x if x else \"none\"",
    "\"auth\": [\"basic\", \"bearer\"]",
    "const token = isAdmin ? adminToken : userToken;", "token = cond ? \"yes\" : \"no\"",
    #""password": "Password is required","#, #""token": "Enter your token""#,
  ])
  func `what is no secret stays`(text: String) throws {
    #expect(try RedactionFixture.redact(text + "\n") == text + "\n")
  }

  @Test(arguments: [
    MarkedText("const PASSWORD: &str = \"⟪kX9mQ2vLp7Rw⟫\";"),
    MarkedText("String password = new String(\"⟪kX9mQ2vLp7Rw⟫\");"),
    MarkedText("password = SecretStr(\"⟪kX9mQ2vLp7Rw⟫\")"),
    MarkedText("$password = ConvertTo-SecureString \"⟪kX9mQ2vLp7Rw⟫\" -AsPlainText -Force"),
    MarkedText("std::string password{\"⟪kX9mQ2vLp7Rw⟫\"};"),
    MarkedText("char password[] = \"⟪kX9mQ2vLp7Rw⟫\";"),
    MarkedText("static const char kPassword[16] = \"⟪kX9mQ2vLp7Rw⟫\";"),
    MarkedText("var password = $\"⟪kX9mQ2vLp7Rw⟫\";"),
    MarkedText("((name . \"bob\") (password . \"⟪kX9mQ2vLp7Rw⟫\"))"),
    MarkedText("{:user \"bob\" :password \"⟪kX9mQ2vLp7Rw⟫\"}"),
    MarkedText("{password, \"⟪kX9mQ2vLp7Rw⟫\"}"), MarkedText("{password, <<\"⟪kX9mQ2vLp7Rw⟫\">>}."),
    MarkedText("set -gx API_KEY ⟪a8F3kLm92xQwErTy7UiOp4sD⟫"),
    MarkedText("Your temporary password is: ⟪kX9mQ2vLp7Rw⟫"),
    MarkedText("machine db\n  login bob\n  password ⟪kX9mQ2vLp7Rw⟫\n"),
    MarkedText("FROM alpine\nENV SESSION ⟪rL2Cc3e88yuVRVjhKCGZHGuU⟫\n"),
    MarkedText("password=⟪aB3(x9)kQ⟫"), MarkedText("password=⟪kX9.mQ2vLp7R⟫"),
    MarkedText("password=⟪my-client-secret⟫"), MarkedText("password=⟪yourMom99⟫"),
    MarkedText("password: ⟪correct horse battery staple⟫"),
    MarkedText(#"buildConfigField "String", "API_KEY", "⟪\"a8F3kLm92xQwErTy7UiOp4sD\"⟫""#),
    MarkedText("db_password <- \"⟪kX9mQ2vLp7Rw⟫\""),
    MarkedText("token = cond ? other : \"⟪a8F3kLm92xQwErTy7UiOp4sD⟫\";"),
    MarkedText("<Password>\n  <Value>⟪kX9mQ2vLp7Rw⟫</Value>\n</Password>"),
    MarkedText("Authorization: SharedKey ⟪shop:8cTd1pW5k2yGs9aaQ7wLm20xZ=⟫"),
    MarkedText("<meta name=\"csrf-token\" content=\"⟪a8F3kLm92xQwErTy7UiOp4sD⟫\">"),
  ])
  func `a text in any notation goes`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain + "\n")
    #expect(MarkedText.mask(redacted) == text.masked + "\n")
  }

  @Test(arguments: [
    MarkedText("const text = `HONEYCOMB_API_KEY=⟪dyABafSZgOKfcsPvQ4VIhu⟫`;\n", path: "l.js"),
    MarkedText("// HONEYCOMB_API_KEY=⟪uxOWvpOVhHYcmvNtI5PDhs⟫\n", path: "r.c"),
    MarkedText(
      "INSERT INTO log VALUES (5, 'OPSGENIE_API_KEY=⟪fbfbbb38-a042-2e73-59a0-3541d9f36610⟫');\n",
      path: "j.sql"),
    MarkedText("api_key = newApiKeyForTheTestsOfOrders\n", path: "x.py"),
    MarkedText("print(\"password=⟪kX9m-Q2vLp7Rw⟫\")\n", path: "x.py"),
    MarkedText("# db_password: ⟪kX9m$Q2v⟫\n", path: "x.py"),
    MarkedText("connect('dbname=x user=y password=⟪kX9m-Q2vL⟫')\n", path: "x.py"),
    MarkedText("p_password = os.getenv(\"X\") or \"⟪kX9mQ2vLp7Rw⟫\"\n", path: "x.py"),
    MarkedText("const token = foo ? bar : \"⟪a8F3kLm92xQwErTy7UiOp4sD⟫\";\n", path: "x.js"),
    MarkedText("const passwordType = show ? \"text\" : \"password\";\n", path: "x.js"),
    MarkedText("print(f\"password={password}\")\n", path: "x.py"),
    MarkedText("\"WHERE password = '\" + password + \"'\"\n", path: "x.js"),
  ])
  func `what a machine drew goes from strings and remarks in source`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain, path: text.path)
    #expect(MarkedText.mask(redacted) == text.masked)
  }

  @Test(arguments: [
    MarkedText("offset +2147483647, +2148000000 of +10485760 bytes, +86"),
    MarkedText("pool_guid: 4532015112830366001, 6011000990139424002"),
    MarkedText("x-amz-request-id: NO93AB12CD34EF56, QQ12ABCD34EF56GH"),
    MarkedText("{\"log\":\"a\\n⟪5143 1361 1329 9449⟫\\n\"}"),
    MarkedText("call ⟪+1 (415) 731-8820⟫ or ⟪+44 7918 340271⟫ or ⟪+49 30 5683471⟫"),
    MarkedText("a\\tb \\t⟪DE05306036555906889637⟫ and ⟪GB70NWBK90410457425676⟫"),
    MarkedText("card ⟪4757095328865214⟫ or ⟪379397689478983⟫"),
  ])
  func `numbers that no registry gives out stay`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain + "\n")
    #expect(MarkedText.mask(redacted) == text.masked + "\n")
  }
}

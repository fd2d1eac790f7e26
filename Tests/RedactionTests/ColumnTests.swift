import Foundation
import Testing

@testable import Redaction

@Suite struct ColumnTests {
  static let tables = [
    MarkedText(
      "id,name,db_password,created\n7,web,⟪hunter2⟫,2026-01-02\n8,db,⟪s3cret9⟫,2026-01-03\n"),
    MarkedText("\"id\",\"email\",\"dbPassword\"\n\"7\",\"x\",\"⟪hun,ter2⟫\"\n"),
    MarkedText("id,db_password\n1,\"⟪a\"\"b9x⟫\"\r\n2,\n3,NULL\n4,${DB_PASSWORD}\n5,true\n6,-\n"),
    MarkedText("id;db_password;state\n1;⟪hunter2⟫;on\n"),
    MarkedText("id\tdb_password\tstate\n1\t⟪hunter2⟫\tactive\n"),
    MarkedText("id,db_password\n1,⟪hunter2⟫\n1,2,3\n2,⟪hunter3⟫\n"),
    MarkedText("user,password\nbob,⟪4711⟫\neve,12\n"),
    MarkedText(
      " id | db_password | state\n----+-------------+-------\n  7 | ⟪hunter2⟫ | on\n  8 |  | off\n(2 rows)\n"
    ),
    MarkedText(
      "+----+-------------+\n| id | db_password |\n+----+-------------+\n|  7 | ⟪hunter2⟫    |\n+----+-------------+\n"
    ),
    MarkedText("| User | Password |\n|---|:--:|\n| bob | `⟪hunter2⟫` |\n\ntext\n", path: "a.md"),
    MarkedText("| setting | value |\n|---|---|\n| db_password | `⟪hunter2⟫` |\n", path: "a.md"),
    MarkedText("| option | type |\n|---|---|\n| `db_password` | `string` |\n", path: "a.md"),
    MarkedText("model,token,cost\ngpt,1534,0.02\nllama,90211,0.1\n"),
    MarkedText("id\tdb_password\n1\t⟪48151623⟫\n2\t2026-01-02\n3\t02.01.2026\n4\t12\n"),
    MarkedText("token,pos\nhouse,NOUN\nfeeds,VERB\n"),
    MarkedText("Supply user, password, host.\nThen wait, look, and go.\n"),
    MarkedText("id,password_changed\n1,yesterday\n"),
    MarkedText(
      "INSERT INTO settings (id, db_password, created) VALUES (1, '⟪hun, ter2⟫', '2026-01-02'), (2, N'⟪it''s9⟫', now()),\n(3, NULL, ''), (4, crypt('⟪hunter3⟫', gen_salt('bf')), '');\n",
      path: "a.sql"),
    MarkedText(
      "insert into t (`id`, `password`)\nvalues (1, '⟪trailing9\\⟫'), (2, ?), (3, '⟪hunter4⟫')"),
    MarkedText(
      "INSERT INTO a (id, password) VALUES (1, '⟪trunc9ated⟫\nUSE b\nINSERT INTO b (id, password) VALUES (2, '⟪hunter5x⟫')\n"
    ),
    MarkedText(
      "CREATE TABLE `users` (\n  `id` int NOT NULL,\n  `password` varchar(255) DEFAULT NULL,\n  `n` decimal(10,2),\n  PRIMARY KEY (`id`),\n  KEY `idx` (`n`)\n);\nCREATE TABLE a (id int);\nINSERT INTO a VALUES (4, 'hunter9');\nINSERT INTO `users` VALUES (1,'⟪hunter2⟫',1.5),(2,'⟪it''s9⟫',NULL);\nSELECT 1;\n",
      path: "a.sql"),
    MarkedText(
      "create table if not exists public.t(id int, api_token text check (id > 0));\n\nCOPY t FROM stdin;\n1\t⟪a8f3kd92lskdj3⟫\n\\.\nINSERT INTO public.t VALUES(2,'⟪b8f3kd92lskdj3⟫');\n"
    ),
    MarkedText(
      "COPY public.users (id, db_password, state) FROM stdin;\n1\t⟪hunter2⟫\ton\n2\t\\N\toff\n\\.\n\nSELECT 1\t2\t3;\n",
      path: "a.sql"),
  ]

  static let neighbours = [
    MarkedText("<dict>\n\t<key>DbPassword</key>\n\t<string>⟪hunter2⟫</string>\n</dict>\n"),
    MarkedText("<property><name>db.password</name><value>⟪hunter2⟫</value></property>\n"),
    MarkedText("<property>\n  <name>db.password</name>\n  <value>⟪hunter2⟫</value>\n</property>\n"),
    MarkedText("<key>DbPassword</key>\n<true/>\n<key>x</key><string>y</string>\n"),
    MarkedText("<entry key=\"db.password\">⟪hunter2⟫</entry>"),
    MarkedText("<property name=\"password\">\n  <value>⟪hunter2⟫</value>\n</property>"),
    MarkedText("<property name=\"password\" value=\"⟪hunter2⟫\">x</property>"),
    MarkedText(
      "<string name=\"api_key\">⟪k9Xw2mQ7⟫</string><string name=\"password\">Password</string>"),
    MarkedText("<db-password type=\"x\">⟪hunter2⟫</db-password>"),
    MarkedText("<db-password><![CDATA[⟪hun<ter2⟫]]></db-password>"),
    MarkedText("<label for=\"password\">Password</label><input name=\"password\">\n</form>"),
    MarkedText(
      "<tr><td>DB_PASSWORD</td><td>⟪hunter2⟫</td></tr><tr><td>token</td><td>string</td></tr>"),
    MarkedText(#"{"Value": "⟪hunter2⟫", "Name": "DB_PASSWORD"}"#),
    MarkedText(#"{"Value": "⟪hunter2⟫", "Type": "String", "Name": "/prod/db/password"}"#),
    MarkedText(#"{"Name": "/prod/DB_PASSWORD", "Type": "SecureString", "Value": "⟪hunter2⟫"}"#),
    MarkedText(#"{"s": "{\"value\":\"⟪hunter2⟫\",\"name\":\"DB_PASSWORD\"}"}"#),
    MarkedText(#"[{"Value": "web", "Name": "HOST"}, {"Name": "DB_PASSWORD"}]"#),
    MarkedText("- value: ⟪hunter2⟫\n  name: DB_PASSWORD\n- value: x\n  name: TZ\n", path: "a.yaml"),
    MarkedText("- value: x\n- name: DB_PASSWORD\n", path: "a.yaml"),
    MarkedText(#"dataSource.setDbPassword("⟪hunter2⟫");"#, path: "a.java"),
    MarkedText(#"new Pg().withPassword("⟪hunter2⟫").password("⟪hunter3⟫")"#, path: "a.java"),
    MarkedText(#"get.getPassword("db.main"); resetPassword("link")"#, path: "a.java"),
    MarkedText(#"@Value("${db.password:⟪hunter2⟫}")"#, path: "a.java"),
    MarkedText("pw=\"${DB_PASSWORD:-⟪hunter2⟫}\"; x=${DB_PASSWORD:?unset} y=${DB_PASSWORD}\n"),
    MarkedText("{ :host => 'db', :db_password => '⟪hunter2⟫' }\n", path: "a.rb"),
    MarkedText("echo ${TOKEN:0:8} ${TOKEN:+yes}\n"),
  ]

  @Test(arguments: tables + neighbours)
  func `the column or the neighbour of a name goes, and nothing else`(text: MarkedText) throws {
    let redacted = try RedactionFixture.redact(text.plain, path: text.path, profile: .secrets)
    #expect(MarkedText.mask(redacted) == text.masked)
    #expect(try RedactionFixture.redact(redacted, path: text.path, profile: .secrets) == redacted)
  }

  @Test(
    // A table that is created goes out before its rows come.
    arguments: tables.filter { !$0.plain.uppercased().contains("CREATE TABLE") }
      + neighbours.filter { !$0.plain.contains("value: h") && !$0.plain.contains("\n  name") })
  func `a stream that comes line by line loses the same`(text: MarkedText) throws {
    let stream = try StreamRedactor(
      rules: RedactionFixture.rules(.secrets), key: RedactionFixture.key, path: text.path)
    var output: [UInt8] = []
    for line in text.plain.split(separator: "\n", omittingEmptySubsequences: false).joined(
      separator: "\n\u{0}"
    ).split(separator: "\u{0}") {
      output += try stream.feed(Array(line.utf8))
    }
    output += try stream.finish()
    #expect(MarkedText.mask(String(decoding: output, as: UTF8.self)) == text.masked)
  }
}

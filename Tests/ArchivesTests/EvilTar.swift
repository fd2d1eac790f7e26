import Archives
import Testing

/// A tar that is refused, and why.
struct EvilTar: Sendable, CustomTestStringConvertible {
  let name: String
  let code: ArchiveError.Code
  let build: @Sendable (inout TarBuilder) -> Void
  var testDescription: String { name }

  init(
    _ name: String, _ code: ArchiveError.Code,
    _ build: @escaping @Sendable (inout TarBuilder) -> Void
  ) {
    self.name = name
    self.code = code
    self.build = build
  }

  /// One file with that name.
  static func named(_ name: String) -> EvilTar {
    EvilTar("name \(name.debugDescription)", .name) { tar in
      if name.utf8.count > 100 { tar.pax([("path", name)]) }
      tar.file(name)
      tar.end()
    }
  }

  /// The same name in a pax header, where a careless reader doesn't look.
  static func paxNamed(_ name: String) -> EvilTar {
    EvilTar("pax name \(name.debugDescription)", .name) { tar in
      tar.pax([("path", name)])
      tar.file("a/harmless")
      tar.end()
    }
  }

  static func gnuNamed(_ name: String) -> EvilTar {
    EvilTar("GNU name \(name.debugDescription)", .name) { tar in
      tar.header("././@LongLink", flag: "L", size: name.utf8.count + 1, magic: "ustar  \u{0}")
      tar.content(Array(name.utf8) + [0])
      tar.file("a/harmless")
      tar.end()
    }
  }

  static func flagged(_ flag: Character, mode: Int = 0o644) -> EvilTar {
    EvilTar("kind '\(flag)'", .kind) { tar in
      tar.header("a/b", flag: flag, mode: mode, link: "/etc/passwd")
      tar.end()
    }
  }

  static func twice(_ first: String, _ second: String) -> EvilTar {
    EvilTar("\(first.debugDescription) and \(second.debugDescription)", .duplicate) { tar in
      for name in [first, second] {
        tar.pax([("path", name)])
        tar.file("a/x")
      }
      tar.end()
    }
  }

  static let names = [
    "/etc/passwd", "//etc/passwd", "../x", "a/../../x", "a/..", "..", ".", "./a/x", "a/./x", "a//x",
    "a/", "", "a\\..\\x", "C:\\x", "a/x\ny", "a/\u{1B}[31mx", "a/\u{202E}gpj.sh", "a/\u{2066}x",
    "a/\u{200F}x", "a/\u{7F}", "a/\u{85}", "a/\u{2028}x", "a/\u{FEFF}x", "a/\u{200B}x",
    "a/\u{2060}x", "a/\tx", "a/\rx",
    "\u{E0041}/x", "a/.." + "/x",
    "a/" + String(repeating: "n", count: 256), "a/" + String(repeating: "ü", count: 128),
    String(repeating: "d/", count: 64) + "x", String(repeating: "dddddddddd/", count: 200) + "x",
  ]

  static let all: [EvilTar] =
    names.filter { !$0.isEmpty }.map(named) + names.map(paxNamed) + names.map(gnuNamed)
    + ["1", "2", "3", "4", "6", "7", "A", "D", "K", "M", "N", "S", "V", "Z", "\u{1}"].map {
      flagged($0)
    }
    + [
      twice("a/x", "a/x"), twice("a/x", "a/X"), twice("a/é", "a/e\u{301}"),
      twice("a/straße", "a/STRASSE"), twice("a/x", "A/y"), twice("a/x", "a/x/y"),
      twice("a/x/y", "a/x"), twice("a/\u{212A}", "a/k"), twice("a/ﬁ", "a/FI"),
    ]
    + [0o4755, 0o2755, 0o1755, 0o6755, 0o7777].map { mode in
      EvilTar("mode \(String(mode, radix: 8))", .mode) { tar in
        tar.file("a/x", mode: mode)
        tar.end()
      }
    }
    + [
      EvilTar("folder twice", .duplicate) { tar in
        tar.header("a/", flag: "5", mode: 0o755)
        tar.header("a/", flag: "5", mode: 0o755)
        tar.end()
      },
      EvilTar("no end", .truncated) { $0.file("a/x") },
      EvilTar("half an end", .truncated) {
        $0.file("a/x")
        $0.bytes += [UInt8](repeating: 0, count: 512)
      },
      EvilTar("cut content", .truncated) {
        $0.header("a/x", size: 5000)
        $0.content([1, 2, 3])
      },
      EvilTar("cut header", .truncated) { $0.bytes += [UInt8](repeating: 0x61, count: 100) },
      EvilTar("an entry after a zero block", .format) {
        $0.file("a/x")
        $0.bytes += [UInt8](repeating: 0, count: 512)
        $0.file("a/y")
        $0.end()
      },
      EvilTar("an entry after the end", .trailing) {
        $0.file("a/x")
        $0.end()
        $0.file("a/y")
        $0.end()
      },
      EvilTar("a byte after the end", .trailing) {
        $0.end()
        $0.bytes.append(1)
      },
      EvilTar("wrong checksum", .format) { tar in
        tar.header("a/x", checksum: 1)
        tar.end()
      },
      EvilTar("V7 header", .format) { tar in
        tar.header("a/x", magic: "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}")
        tar.end()
      },
      EvilTar("folder with content", .format) { tar in
        tar.header("a/", flag: "5", size: 3, mode: 0o755)
        tar.content([1, 2, 3])
        tar.end()
      },
      EvilTar("negative size", .format) { tar in
        tar.header("a/x", sizeField: [0xFF] + [UInt8](repeating: 0xFF, count: 11))
        tar.end()
      },
      EvilTar("endless size", .format) { tar in
        tar.header("a/x", sizeField: [0x80] + [UInt8](repeating: 0x7F, count: 11))
        tar.end()
      },
      EvilTar("huge size", .size) { tar in
        tar.header("a/x", sizeField: [0x80, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        tar.end()
      },
      EvilTar("size in letters", .format) { tar in
        tar.header("a/x", sizeField: Array("00000zz0000\u{0}".utf8))
        tar.end()
      },
      EvilTar("pax sparse", .format) { tar in
        tar.pax([("GNU.sparse.major", "1"), ("GNU.sparse.name", "a/x")])
        tar.file("a/x")
        tar.end()
      },
      EvilTar("pax attributes", .kind) { tar in
        tar.pax([("SCHILY.xattr.user.x", "y")])
        tar.file("a/x")
        tar.end()
      },
      EvilTar("pax access list", .kind) { tar in
        tar.pax([("SCHILY.acl.access", "user::rw-,group::r--,other::r--,user:x:rwx,mask::rwx")])
        tar.file("a/x")
        tar.end()
      },
      EvilTar("pax flags", .kind) { tar in
        tar.pax([("SCHILY.fflags", "nodump")])
        tar.file("a/x")
        tar.end()
      },
      EvilTar("a volume's label before a file", .kind) { tar in
        tar.header("label", flag: "V")
        tar.file("a/x")
        tar.end()
      },
      EvilTar("mode with another kind", .kind) { tar in
        tar.header("a/x", flag: "M", mode: 0o100644)
        tar.end()
      },
      EvilTar("global path", .format) { tar in
        tar.pax([("path", "b/x")], flag: "g")
        tar.file("a/x")
        tar.end()
      },
      EvilTar("two pax headers", .format) { tar in
        tar.pax([("path", "a/y")])
        tar.pax([("path", "a/z")])
        tar.file("a/x")
        tar.end()
      },
      EvilTar("pax without entry", .format) { tar in
        tar.pax([("path", "a/y")])
        tar.end()
      },
      EvilTar("pax record too long", .format) { tar in
        tar.header("pax", flag: "x", size: 9)
        tar.content(Array("99 path=a".utf8))
        tar.file("a/x")
        tar.end()
      },
      EvilTar("pax record of no length", .format) { tar in
        tar.header("pax", flag: "x", size: 9)
        tar.content(Array("0 path=a\n".utf8))
        tar.file("a/x")
        tar.end()
      },
      EvilTar("huge pax header", .format) { tar in
        tar.header("pax", flag: "x", size: 1 << 24)
        tar.end()
      },
      EvilTar("pax size beyond the end", .truncated) { tar in
        tar.pax([("size", "100000")])
        tar.file("a/x")
        tar.end()
      },
    ]
    + ([
      [0xFF], [0x61, 0xFF, 0x62], [0xC3], [0xC0, 0xAF], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
    ] as [[UInt8]]).flatMap { bytes in
      [
        EvilTar("pax name of the bytes \(bytes)", .name) { tar in
          let length = 10 + bytes.count + 1
          tar.header("pax", flag: "x", size: length)
          tar.content(Array("\(length) path=a/".utf8) + bytes + [0x0A])
          tar.file("a/x")
          tar.end()
        },
        EvilTar("GNU name of the bytes \(bytes)", .name) { tar in
          tar.header("././@LongLink", flag: "L", size: bytes.count + 1, magic: "ustar  \u{0}")
          tar.content(bytes + [0])
          tar.file("a/x")
          tar.end()
        },
      ]
    }
}

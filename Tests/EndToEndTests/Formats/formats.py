#!/usr/bin/env python3
"""Files in many formats with made-up secrets in them, and what a redacted copy of them must be like.

    formats.py render OUT [--seed N] [--encoding NAME] [--crlf]    writes the files, and OUT.planted.json beside them
    formats.py check OUT REDACTED                                  judges the redacted copy

A file in files/ is a template: ⟪kind:name|encoding|…⟫ stands for a secret. The kinds and the encodings are the
functions' names below; the same name in a file is the same secret; 'text' may stand before and behind a kind, and is
encoded with it. Everything outside the marks must stay as it is, byte for byte. Nothing here knows the program's code.
"""
import argparse
import ast
import base64
import binascii
import codecs
import configparser
import csv
import gzip
import html
import io
import json
import pathlib
import plistlib
import random
import re
import shutil
import string
import subprocess
import sys
import tomllib
import urllib.parse
import zlib
import xml.etree.ElementTree

import yaml

FILES = pathlib.Path(__file__).resolve().parent / "files"
MARK = re.compile("⟪([^⟫]*)⟫")
PART = re.compile(r"'([^']*)'|([a-z0-9]+)(?::([a-z0-9]+))?")
SUBSTITUTE = re.compile(r"REDACTED_[a-z0-9-]+_[0-9a-f]{16}|user-[0-9a-f]+@redacted\.invalid")
# A value that stood without quotes may have got some.
WHOLE = re.compile(rf"""(?:\\*["'])?(?:{SUBSTITUTE.pattern})(?:\\*["'])?""")
ALNUM = string.ascii_letters + string.digits
ENCODINGS = {
    "utf-8": b"", "utf-8-sig": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE,
}


class Kinds:
    """Secrets that were never valid anywhere."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self, length, alphabet=ALNUM):
        # A letter and a digit, wherever the dice fall.
        body = [self.random.choice(alphabet) for _ in range(length)]
        body[1], body[length // 2] = "7", "k" if "k" in alphabet else body[length // 2]
        return "".join(body)

    def pw(self):
        words = ["Harbor", "copper", "Maple", "thunder", "Velvet", "orbit", "Cactus", "lantern", "Falcon", "winter"]
        one, two = self.random.sample(words, 2)
        return self.random.choice([
            self.text(16), self.text(7) + self.random.choice("!_.+-") + self.text(6),
            f"{one}-{two}-{self.random.randrange(1000, 9999)}!", f"{one}{self.random.randrange(1000, 99999)}{two}",
            "S" + self.text(11, string.ascii_lowercase + string.digits) + "!",
        ])

    def wild(self):
        """With the signs that every notation must escape."""
        signs = list("\"'\\$&<>#%@:/ ;={}[],!`|?*^~()")
        return self.text(6) + "".join(self.random.sample(signs, 5)) + self.text(6)

    def tok(self):
        return self.text(40)

    def key32(self):
        return self.text(32)

    def hex(self):
        return self.text(64, "0123456789abcdef")

    def hex32(self):
        return self.text(32, "0123456789abcdef")

    def num(self):
        return str(self.random.randrange(10**9, 10**10))

    def uuid(self):
        h = "".join(self.random.choice("0123456789abcdef") for _ in range(32))
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def bin32(self):
        return base64.b64encode(self.random.randbytes(32)).decode()

    def bin64(self):
        return base64.b64encode(self.random.randbytes(64)).decode()

    def awsid(self):
        return "AK" + "IA" + "".join(self.random.choice(string.ascii_uppercase + "234567") for _ in range(16))

    def awssecret(self):
        return self.text(40, ALNUM + "/+")

    def ghp(self):
        return "gh" + "p_" + self.text(36)

    def glpat(self):
        return "gl" + "pat-" + self.text(20)

    def xoxb(self):
        return "xo" + "xb-" + self.num() + "01-" + self.num() + "02-" + self.text(24)

    def stripe(self):
        return "sk" + "_live_" + self.text(24)

    def npm(self):
        return "np" + "m_" + self.text(36)

    def pypi(self):
        return "py" + "pi-AgEIcHlwaS5vcmc" + self.text(80, ALNUM + "-_")

    def google(self):
        return "AI" + "za" + self.text(35)

    def hvs(self):
        return "hv" + "s." + self.text(24)

    def sendgrid(self):
        return "S" + "G." + self.text(22) + "." + self.text(43)

    def jwt(self):
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()

        claims = {"sub": self.text(10), "aud": "orders", "exp": 1799999999}
        return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{self.text(43, ALNUM + '-_')}"

    def bcrypt(self):
        return "$2y$10$" + self.text(53, ALNUM + "./")

    def apr1(self):
        return "$apr1$" + self.text(8) + "$" + self.text(22)

    def email(self):
        return f"{self.random.choice(['jane', 'omar', 'lucia'])}.{self.text(7, string.ascii_lowercase)}@northwind.example"

    def card(self):
        digits = "4" + "".join(self.random.choice(string.digits) for _ in range(14))
        total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
        return digits + str(-total % 10)

    def pem(self):
        body = base64.b64encode(self.random.randbytes(300)).decode()
        lines = [body[i:i + 64] for i in range(0, len(body), 64)]
        head, tail = "-----BEGIN RSA PRIV" + "ATE KEY-----", "-----END RSA PRIV" + "ATE KEY-----"
        return "\n".join([head, *lines, tail])

    def pembody(self):
        """One line of a key's inside."""
        return base64.b64encode(self.random.randbytes(48)).decode()


def percent(s):
    return urllib.parse.quote(s, safe="")


class Encodings:
    def json(s):
        return json.dumps(s, ensure_ascii=False)[1:-1]

    def xml(s):
        return html.escape(s, quote=True).replace("&#x27;", "&apos;")

    def sq(s):
        return s.replace("'", "'\\''")

    def dq(s):
        return re.sub(r'([\\"$`!])', r"\\\1", s)

    def twice(s):
        return s.replace("'", "''")

    def csv(s):
        return s.replace('"', '""')

    def bs(s):
        """PHP's and JavaScript's single quotes."""
        return s.replace("\\", "\\\\").replace("'", "\\'")

    def url(s):
        return percent(s)

    def prop(s):
        return re.sub(r"([\\:=#! ])", r"\\\1", s)

    def u(s):
        return "".join(f"\\u{ord(c):04x}" for c in s)

    def b64(s):
        return base64.b64encode(s.encode()).decode()

    def b64url(s):
        return base64.urlsafe_b64encode(s.encode()).decode().rstrip("=")

    def b64wrap(s):
        text = base64.b64encode(s.encode()).decode()
        return "\n".join(text[i:i + 76] for i in range(0, len(text), 76))

    def gzb64(s):
        return base64.b64encode(gzip.compress(s.encode(), mtime=0)).decode()

    def hexed(s):
        return s.encode().hex()

    def bytes(s):
        """journald's JSON of what isn't text."""
        return ",".join(str(b) for b in s.encode())

    def oneline(s):
        return s.replace("\n", "\\n")

    def indent(s):
        return s.replace("\n", "\n    ")

    def indent2(s):
        return s.replace("\n", "\n      ")


# What must hold of the text that stands in an encoding's place.
def decoded(piece, encodings):
    for name in reversed(encodings):
        if name in ("b64", "b64wrap"):
            piece = base64.b64decode("".join(piece.split()), validate=True).decode()
        elif name == "b64url":
            piece = base64.b64decode(piece + "=" * (-len(piece) % 4), altchars="-_", validate=True).decode()
        elif name == "gzb64":
            piece = gzip.decompress(base64.b64decode(piece, validate=True)).decode()
        elif name == "hexed" and not SUBSTITUTE.fullmatch(piece):
            piece = bytes.fromhex(piece).decode()
        elif name == "url":
            piece = urllib.parse.unquote(piece)
        elif name == "json":
            piece = json.loads(f'"{piece}"')
        elif name == "bytes" and not SUBSTITUTE.search(piece):
            piece = bytes(int(b) for b in piece.split(",")).decode()
    return piece


def rendered(name, text, seed):
    """The text, its secrets, and by line what stands around them."""
    kinds, known, secrets, pieces, at = Kinds(f"{seed}/{name}"), {}, {}, [], 0
    for mark in MARK.finditer(text):
        pieces.append((text[at:mark.start()], None))
        body, *encodings = mark.group(1).split("|")
        value = ""
        for literal, kind, label in PART.findall(body):
            if kind:
                key = (kind, label or len(secrets))
                if key not in known:
                    known[key] = getattr(kinds, kind)()
                    secrets[f"{kind}:{key[1]}"] = known[key]
                value += known[key]
            else:
                value += literal.replace("\\n", "\n")
        for encoding in encodings:
            value = getattr(Encodings, encoding)(value)
        pieces.append((value, encodings))
        at = mark.end()
    pieces.append((text[at:], None))
    return pieces, secrets


# -- Independent readers: each gives what the text says, as lists, dicts and texts.

class Loader(yaml.SafeLoader):
    """Takes other people's tags (!Ref, !vault) as they are."""


def tagged(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return [suffix, node.value]
    if isinstance(node, yaml.SequenceNode):
        return [suffix, loader.construct_sequence(node, deep=True)]
    return [suffix, loader.construct_mapping(node, deep=True)]


Loader.add_multi_constructor("!", tagged)


def read_yaml(text):
    return list(yaml.load_all(text, Loader))


def read_ndjson(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def read_xml(text):
    def tree(element):
        return [element.tag, dict(element.attrib), (element.text or "").strip(), [tree(e) for e in element]]

    return tree(xml.etree.ElementTree.fromstring(text.encode()))


def read_plist(text):
    return plistlib.loads(text.encode())


def read_csv(text):
    return list(csv.reader(io.StringIO(text), strict=True))


def read_tsv(text):
    return list(csv.reader(io.StringIO(text), strict=True, delimiter="\t"))


def read_ini(text):
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=", ":"))
    parser.optionxform = str
    parser.read_string("[top]\n" + text)
    return {section: dict(parser.items(section)) for section in parser.sections()}


def run(*command):
    def read(text):
        result = subprocess.run(command, input=text.encode(), capture_output=True)
        if result.returncode:
            raise ValueError(result.stderr.decode(errors="replace").splitlines()[0])
        return None

    return read


def read_python(text):
    ast.parse(text)


def read_jq(text):
    run("jq", ".")(text)
    return json.loads(text)


READERS = {
    ".json": read_jq, ".ndjson": read_ndjson, ".jsonl": read_ndjson, ".tfstate": json.loads, ".har": json.loads,
    ".ipynb": json.loads, ".yaml": read_yaml, ".yml": read_yaml, ".toml": tomllib.loads, ".xml": read_xml,
    ".config": read_xml, ".csproj": read_xml, ".publishsettings": read_xml, ".plist": read_plist, ".csv": read_csv, ".tsv": read_tsv,
    ".ini": read_ini, ".cnf": read_ini, ".sh": run("bash", "-n"), ".env": run("bash", "-n"), ".py": read_python,
}
NAMES = {".npmrc": read_ini, ".pypirc": read_ini, ".my.cnf": read_ini, "credentials": read_ini, "rclone.conf": read_ini,
         ".env": run("bash", "-n"), ".dockerconfigjson": json.loads, "wg0.conf": read_ini, "Pipfile": tomllib.loads}


def reader(name):
    path = pathlib.PurePath(name)
    return NAMES.get(path.name) or READERS.get(path.suffix)


def same_but_secrets(before, after, path=""):
    """What differs between two parsed texts beside redacted leaves."""
    if isinstance(before, dict) and isinstance(after, dict):
        if list(before) != list(after):
            return [f"{path}: other keys"]
        return [p for k in before for p in same_but_secrets(before[k], after[k], f"{path}.{k}")]
    if isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        if before and all(type(i) is int for i in [*before, *after]):
            return []  # A text as a list of bytes.
        if len(before) != len(after):
            return [f"{path}: {len(before)} items became {len(after)}"]
        return [p for i, (b, a) in enumerate(zip(before, after)) for p in same_but_secrets(b, a, f"{path}[{i}]")]
    if before == after or isinstance(after, (str, bytes)):
        return []
    return [f"{path}: {type(before).__name__} became {type(after).__name__}"]


# -- Whether a secret is left, in whatever encoding.

def spellings(text, depth=3):
    """The text, and what its encoded parts say."""
    yield text
    if depth == 0:
        return
    for undo in (urllib.parse.unquote, html.unescape, unescape):
        if (other := undo(text)) != text:
            yield from spellings(other, depth - 1)
    for run_ in set(re.findall(r"[A-Za-z0-9+/_-]{8,}", text)):
        for cut in range(4):
            body = run_[cut:].replace("-", "+").replace("_", "/")
            body = body[:len(body) // 4 * 4] if len(body) % 4 == 1 else body + "=" * (-len(body) % 4)
            try:
                inner = base64.b64decode(body)
            except (ValueError, binascii.Error):
                continue
            try:
                inner = (gzip.decompress(inner) if inner.startswith(b"\x1f\x8b") else inner).decode()
            except (UnicodeDecodeError, OSError, EOFError, zlib.error):
                continue
            yield from spellings(inner, depth - 1)
    for run_ in set(re.findall(r"(?:[0-9a-fA-F]{2}){6,}", text)):
        try:
            yield from spellings(bytes.fromhex(run_).decode(), depth - 1)
        except UnicodeDecodeError:
            continue


def unescape(text):
    def one(match):
        if match.group(1):
            return chr(int(match.group(1), 16))
        return {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(2), match.group(2))

    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", one, text)


def left(text, secrets):
    joined = re.sub(r"\\?\n\s*", "", text)
    found = set()
    for source in {text, joined}:
        for spelling in spellings(source):
            found |= {name for name, secret in secrets.items() if len(secret) >= 6 and secret in spelling}
    return sorted(found)


# -- Commands

def render(out, seed, encoding, crlf):
    shutil.rmtree(out, ignore_errors=True)
    planted = {}
    for source in sorted(p for p in FILES.rglob("*") if p.is_file()):
        name = str(source.relative_to(FILES)).removesuffix(".template")
        pieces, secrets = rendered(name, source.read_text(), seed)
        if crlf:
            pieces = [(text.replace("\n", "\r\n"), encodings) for text, encodings in pieces]
        text = "".join(piece for piece, _ in pieces)
        if encoding == "latin-1":
            data = text.encode("latin-1", errors="replace")
        else:
            data = ENCODINGS[encoding] + text.encode(encoding.removesuffix("-sig"))
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        planted[name] = {"pieces": pieces, "secrets": secrets}
    index = {"encoding": encoding, "crlf": crlf, "files": planted}
    out.with_name(out.name + ".planted.json").write_text(json.dumps(index))
    return index


def check_lines(name, pieces, output):
    """Line by line: what stands outside the marks is there, and marks hold substitutes."""
    lines = [[]]
    for text, encodings in pieces:
        parts = text.split("\n")
        # A secret of several lines may be one substitute and empty lines: each line of it is free.
        for index, part in enumerate(parts):
            if index:
                lines.append([])
            lines[-1].append((part, encodings, len(parts) > 1 and encodings is not None))
    outputs = output.split("\n")
    if len(lines) != len(outputs):
        yield f"{name}: {len(lines)} lines became {len(outputs)}"
        return
    for number, (segments, line) in enumerate(zip(lines, outputs), 1):
        pattern = "".join("(.*?)" if encodings is not None else re.escape(part) for part, encodings, _ in segments)
        match = re.fullmatch(pattern, line)
        if not match:
            yield f"{name}:{number}: changed beside its secrets:\n      was {''.join(s[0] for s in segments)[:300]}\n      now {line[:300]}"
            continue
        marks = [s for s in segments if s[1] is not None]
        for (part, encodings, is_free), piece in zip(marks, match.groups()):
            if part == piece and part.strip():
                yield f"{name}:{number}: left: {part[:80]} in: {line[:200]}"
            elif is_free:
                continue
            else:
                try:
                    inner = piece if WHOLE.fullmatch(piece) else decoded(piece, encodings)
                except (ValueError, UnicodeDecodeError):
                    inner = ""
                is_text = any(e in ("b64", "b64url", "b64wrap", "gzb64", "url", "bytes", "hexed") for e in encodings)
                if not (SUBSTITUTE.search if is_text else WHOLE.fullmatch)(inner):
                    yield f"{name}:{number}: no substitute: {piece[:120]} in: {line[:200]}"


def check(out, redacted):
    index = json.loads(out.with_name(out.name + ".planted.json").read_text())
    problems, planted = [], 0
    for name, entry in index["files"].items():
        before, path = (out / name).read_bytes(), redacted / name
        if not path.exists():
            problems.append(f"{name}: is missing")
            continue
        codec = index["encoding"].removesuffix("-sig")
        mark = ENCODINGS.get(index["encoding"], b"")
        after = path.read_bytes()
        if not after.startswith(mark):
            problems.append(f"{name}: lost its byte order mark")
            continue
        try:
            text = after.removeprefix(mark).decode(codec)
        except UnicodeDecodeError as error:
            problems.append(f"{name}: is no {codec} any more: {error}")
            continue
        planted += len(entry["secrets"])
        problems += check_lines(name, entry["pieces"], text)
        problems += [f"{name}: can be read: {label}" for label in left(text, entry["secrets"])]
        read = reader(name)
        if read and not (index["crlf"] and read is run):
            original = before.removeprefix(mark).decode(codec)
            if index["crlf"]:
                original, text = original.replace("\r\n", "\n"), text.replace("\r\n", "\n")
            original, text = (re.sub("^//.*\n", "\n", t, flags=re.M) if name.endswith("jsonc") else t for t in (original, text))
            try:
                source = read(original)
            except Exception as error:  # noqa: BLE001
                problems.append(f"{name}: the template itself does not parse: {str(error).splitlines()[0]}")
                continue
            try:
                problems += [f"{name}: {p}" for p in same_but_secrets(source, read(text))]
            except Exception as error:  # noqa: BLE001
                problems.append(f"{name}: does not parse: {str(error).splitlines()[0]}")
    return problems, planted, len(index["files"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    rendering = commands.add_parser("render")
    rendering.add_argument("out", type=pathlib.Path)
    rendering.add_argument("--seed", type=int, default=1)
    rendering.add_argument("--encoding", default="utf-8", choices=[*ENCODINGS, "latin-1"])
    rendering.add_argument("--crlf", action="store_true")
    checking = commands.add_parser("check")
    checking.add_argument("out", type=pathlib.Path)
    checking.add_argument("redacted", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.command == "render":
        render(arguments.out, arguments.seed, arguments.encoding, arguments.crlf)
        return
    problems, planted, files = check(arguments.out, arguments.redacted)
    print("\n".join(problems) if problems else f"{files} files, {planted} planted secrets: fine")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

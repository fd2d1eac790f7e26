"""Makes a folder in which each secret stands once where it is told as one, and hidden elsewhere.

    plant.py FOLDER TRUTH --files N --secrets N --hidings N --seed N

TRUTH tells, as JSON, each secret and where it went. Everything here is made up.
"""

import argparse
import base64
import html
import json
import os
import random
import shlex
import string
import urllib.parse

LETTERS = string.ascii_letters + string.digits
SIGNS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\""
WORDS = ("served", "order", "worker", "queue", "retry", "from", "pod", "late", "cache", "of", "in")


# MARK: Secrets

def make_secret(random, number):
    """One of nine kinds; every kind has more than 40 bits."""
    def draw(alphabet, low, high):
        return "".join(random.choice(alphabet) for _ in range(random.randint(low, high)))

    kind = number % 9
    if kind == 0:
        return draw(LETTERS, 16, 24)
    if kind == 1:
        return draw(LETTERS, 6, 8) + draw(SIGNS, 3, 5) + draw(LETTERS, 6, 8)
    if kind == 2:
        return draw("0123456789abcdef", 40, 40)
    if kind == 3:
        return draw(LETTERS, 8, 10) + draw("äöüßéøłñ€", 2, 3) + draw(LETTERS, 8, 10)
    if kind == 4:
        return base64.b64encode(random.randbytes(random.choice((20, 24, 32)))).decode()
    if kind == 5:
        return draw(LETTERS, 7, 9) + "\"" + draw(LETTERS, 3, 5) + "'\\" + draw(LETTERS, 7, 9)
    if kind == 6:
        return draw(LETTERS, 5, 7) + "&" + draw(LETTERS, 5, 7) + "<%+/" + draw(LETTERS, 5, 7)
    if kind == 7:
        return "-".join(draw("0123456789abcdef", n, n) for n in (8, 4, 4, 4, 12))
    return " ".join(draw(LETTERS, 4, 6) for _ in range(4))


# MARK: Where a secret is told as one

def double_quoted(secret):
    return json.dumps(secret, ensure_ascii=False)


def url_of(secret):
    return f"postgres://app:{urllib.parse.quote(secret, safe='')}@db-1.shop.internal:5432/orders"


def kubernetes(secret):
    data = base64.b64encode(secret.encode()).decode()
    return (f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\n"
            f"data:\n  password: {data}\n")


TOLD = {
    "env": (".env", lambda s: f"DB_PASSWORD={shlex.quote(s)}\n"),
    "json": (".json", lambda s: json.dumps({"db": {"password": s}}, indent=2) + "\n"),
    "yaml": (".yaml", lambda s: f"db:\n  password: {double_quoted(s)}\n"),
    "xml": (".xml", lambda s: f"<db><password>{html.escape(s)}</password></db>\n"),
    "url": (".conf", lambda s: f"DATABASE_URL={url_of(s)}\n"),
    "secret": (".yaml", kubernetes),
    "toml": (".toml", lambda s: f"[db]\nclient_secret = {double_quoted(s)}\n"),
    "basic": (".http", lambda s: "GET /orders HTTP/1.1\nAuthorization: Basic "
              + base64.b64encode(f"app:{s}".encode()).decode() + "\n"),
}


# MARK: How it is hidden elsewhere

def b64(text, offset=0, url=False):
    data = text if isinstance(text, bytes) else text.encode()
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    token = encode(b"xyz"[:offset] + data + b"\n").decode()
    return token.rstrip("=") if url else token


def unicode_escapes(text):
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))


def in_json(text, ensure_ascii=False):
    return json.dumps(text, ensure_ascii=ensure_ascii)[1:-1]


def percent(text, lower=False):
    quoted = urllib.parse.quote(text, safe="")
    if not lower:
        return quoted
    parts = quoted.split("%")
    return parts[0] + "".join("%" + part[:2].lower() + part[2:] for part in parts[1:])


def percent_all(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def backslashes(text):
    return "".join(c if c.isalnum() or c in "-_./" else "\\" + c for c in text)


HIDDEN = {
    "bare": lambda s: s,
    "base64 0": lambda s: b64(s),
    "base64 1": lambda s: b64(s, 1),
    "base64 2": lambda s: b64(s, 2),
    "base64url 0": lambda s: b64(s, 0, True),
    "base64url 1": lambda s: b64(s, 1, True),
    "base64url 2": lambda s: b64(s, 2, True),
    "base64 of a sentence": lambda s: b64(f"the password of the database is {s}, as ever"),
    "hex": lambda s: s.encode().hex(),
    "HEX": lambda s: s.encode().hex().upper(),
    "percent": percent,
    "percent, lower": lambda s: percent(s, lower=True),
    "percent, every byte": percent_all,
    "percent twice": lambda s: percent(percent(s)),
    "form": lambda s: urllib.parse.quote_plus(s),
    "JSON": in_json,
    "JSON, ASCII": lambda s: in_json(s, True),
    "JSON, \\/": lambda s: in_json(s).replace("/", "\\/"),
    "JSON, \\u": unicode_escapes,
    "JSON in JSON": lambda s: in_json(in_json(s)),
    "JSON thrice": lambda s: in_json(in_json(in_json(s))),
    "XML": html.escape,
    "XML, decimal": lambda s: "".join(f"&#{ord(c)};" for c in s),
    "XML, hex": lambda s: "".join(f"&#x{ord(c):x};" for c in s),
    "XML in XML": lambda s: html.escape(html.escape(s)),
    "shell": shlex.quote,
    "shell, backslashes": backslashes,
    "JSON in a URL": lambda s: percent(in_json(s)),
    "XML in JSON": lambda s: in_json(html.escape(s)),
    "URL in XML": lambda s: html.escape(percent(s)),
    "base64 of base64": lambda s: b64(b64(s)),
    "base64 in a URL": lambda s: percent(b64(s, 1)),
    "base64 in JSON": lambda s: b64(s, 2).replace("/", "\\/"),
    "base64 of JSON": lambda s: b64(json.dumps({"user": "app", "password": s})),
    "base64 over lines": lambda s: "\n".join(
        b64("so it was: " + s + ", they say")[i:i + 20] for i in range(0, 200, 20)).strip(),
    "UTF-16": lambda s: s,
    "file name": lambda s: s,
    "folder name": lambda s: s,
    "file name, percent": percent,
    "file name, base64url": lambda s: b64(s, 1, True),
}
NAMES = ("file name", "folder name", "file name, percent", "file name, base64url")


def fits_name(text):
    return "/" not in text and text not in (".", "..") and len(text.encode()) < 150


# MARK: The folder

class Folder:
    def __init__(self, root, count, random):
        self.root = root
        self.random = random
        endings = (".log", ".txt", ".md", ".out")
        self.names = [
            f"{random.choice(('app', 'web', 'db/pods', 'notes'))}/{index:04}{random.choice(endings)}"
            for index in range(count)]
        self.texts = {name: [self.filler() for _ in range(random.randint(1, 6))]
                      for name in self.names}
        self.wide = set()

    def filler(self):
        words = " ".join(self.random.choices(WORDS, k=self.random.randint(3, 9)))
        return f"2026-11-21T08:{self.random.randint(10, 59)}:00Z INFO {words}\n"

    def pick(self):
        return self.random.choice(self.names)

    def tell(self, number, secret):
        """The one place where rules find it."""
        way = self.random.choice(sorted(TOLD))
        ending, make = TOLD[way]
        if way == "basic" and not secret.isascii():
            ending, make = TOLD["env"]
        name = f"conf/{number:04}{ending}"
        self.texts[name] = [make(secret)]
        return way, name

    def hide(self, number, secret, way):
        text = HIDDEN[way](secret)
        if way in NAMES and not fits_name(text):
            way, text = "bare", secret
        if way == "folder name":
            name = f"dumps/of-{text}/{number:04}.txt"
        elif way in NAMES:
            name = f"dumps/{number:04}-{text}.txt"
        elif way == "UTF-16":
            name = f"wide/{number:04}.txt"
            self.wide.add(name)
        else:
            name = self.pick()
        if name not in self.texts:
            self.texts[name] = [self.filler()]
        if way not in NAMES:
            around = self.random.choice((
                "it says {} and goes on\n", "{}\n", "2026-11-21 WARN got [{}] at last\n",
                "({})\n", "a\tb\t{}\tc\n", "said: {}, twice\n"))
            if way == "base64 over lines":
                around = "{}\n"
            lines = self.texts[name]
            lines.insert(self.random.randint(0, len(lines)), around.replace("{}", text))
        return way, name

    def write(self):
        for name, lines in self.texts.items():
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            text = "".join(lines)
            with open(path, "wb") as file:
                file.write(b"\xff\xfe" + text.encode("utf-16-le") if name in self.wide
                           else text.encode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("truth")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--secrets", type=int, default=500)
    parser.add_argument("--hidings", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = random.Random(options.seed)
    folder = Folder(options.folder, options.files - options.secrets, source)
    ways = list(HIDDEN)
    truth = []
    for number in range(options.secrets):
        secret = make_secret(source, number)
        told = folder.tell(number, secret)
        # Every way comes up as often as every other.
        hidden = [
            folder.hide(number, secret, ways[(number * options.hidings + index) % len(ways)])
            for index in range(options.hidings)]
        truth.append({"secret": secret, "told": told, "hidden": hidden})
    folder.write()
    with open(options.truth, "w", encoding="utf-8") as file:
        json.dump(truth, file, ensure_ascii=False, indent=1)


main()

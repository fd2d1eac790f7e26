"""The corpus: each rule's secrets in each of the surroundings, one file a case."""

import base64
import os
import random
import re
import shlex
import urllib.parse
import uuid
from dataclasses import dataclass, field
from json import dumps
from xml.sax.saxutils import escape

import surroundings
import values

TOKEN, CONTEXT, OTHER = "prefixed tokens", "context secrets", "personal data and identifiers"
PLAIN = re.compile(r"[A-Za-z0-9_./+=:@%,~-]+")


@dataclass
class Case:
    family: str
    rule: str
    kind: str
    surrounding: str
    name: str
    text: str
    secrets: list
    lines: set = field(default_factory=set)
    # Its value can't be varied: it is redacted in a job of its own.
    alone: bool = False
    strict: bool = False
    path: str = ""


# MARK: Escaping

def json(value):
    return dumps(value, ensure_ascii=False)[1:-1]


def source(value):
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def single(value):
    return value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")


def double(value):
    return re.sub(r'([\\"$`])', r"\\\1", value)


def xml(value):
    return escape(value, {'"': "&quot;"})


def lines(value, before, after=""):
    return "\n".join(f"{before}{line}{after}" for line in value.split("\n"))


def yaml(value):
    plain = re.fullmatch(r"[A-Za-z0-9][^:#\n]*", value) and not re.fullmatch(r"[\d.eE+-]+", value)
    return value if plain and value.strip() == value else f'"{json(value)}"'


def csv(value):
    return '"' + value.replace('"', '""') + '"' if re.search('[",\n]', value) else value


ESCAPES = {
    "": lambda v: v,
    "json": json, "json2": lambda v: json(json(v)), "json3": lambda v: json(json(json(v))),
    "src": source, "sq": single, "dq": double, "xml": xml, "yaml": yaml, "csv": csv,
    "php": lambda v: source(v).replace("$", "\\$"),
    "env": lambda v: v if PLAIN.fullmatch(v) else f"'{v}'" if "'" not in v else f'"{double(v)}"',
    "jsonenv": lambda v: json(v if PLAIN.fullmatch(v) else f'"{double(v)}"'),
    "sh": shlex.quote,
    "yq": lambda v: v.replace("'", "''"), "sql": lambda v: v.replace("'", "''"),
    "csvq": lambda v: v.replace('"', '""'),
    "url": lambda v: urllib.parse.quote(v, safe=""),
    "url2": lambda v: urllib.parse.quote(urllib.parse.quote(v, safe=""), safe=""),
    "logfmt": lambda v: v if PLAIN.fullmatch(v) and "=" not in v else f'"{source(v)}"',
    "b64": lambda v: base64.b64encode(v.encode()).decode(),
    "indent2": lambda v: lines(v, "  "), "indent4": lambda v: lines(v, "    "),
    "plus": lambda v: lines(v, "+"), "spaces": lambda v: v.replace("\n", " "),
    "crlf": lambda v: v.replace("\n", "\r\n"),
    "loglines": lambda v: lines(v, "2026-01-02T10:00:00Z web-0 app: "),
    "javalines": lambda v: " +\n".join(f'        "{line}\\n"' for line in v.split("\n")),
}


# MARK: Key names

def words(key):
    if re.search(r"[_.\- ]", key):
        return [word.lower() for word in re.split(r"[_.\- ]+", key) if word]
    parts = re.findall(r"[A-ZÄÖÅ]+(?=[A-ZÄÖÅ][a-z])|[A-ZÄÖÅ]?[^A-ZÄÖÅ]+|[A-ZÄÖÅ]+", key)
    return [part.lower() for part in parts]


def spellings(parts):
    title = [part.title() for part in parts]
    camel = parts[0] + "".join(title[1:])
    return {
        "UPPER": "_".join(parts).upper(), "camel": camel, "snake": "_".join(parts),
        "kebab": "-".join(parts), "dotted": ".".join(parts), "Pascal": "".join(title),
        "Header": "-".join(title), "spaced": " ".join(parts), "Spaced": " ".join(parts).capitalize(),
    }


def fill(template, value, key, rng):
    names = spellings(key) if key else {}
    when = f"2026-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
    clock = f"1{rng.randrange(10)}:{rng.randrange(10, 60)}:{rng.randrange(10, 60)}"
    made = {
        "n": lambda: str(rng.randrange(1000, 65000)), "word": lambda: rng.choice(values.WORDS),
        "hex": lambda: rng.randbytes(16).hex(), "iso": lambda: f"{when}T{clock}.123Z",
        "uuid": lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "web": lambda: f"12/Jan/2026:{clock}", "syslog": lambda: f"Jan 12 {clock}",
        "klog": lambda: f"I0112 {clock}.123456",
    }
    def put(found):
        name = found[1]
        if name == "v" or name.startswith("v "):
            return ESCAPES[name[2:]](value)
        return names[name] if name in names else made[name]()
    return re.sub(r"<<([A-Za-z][A-Za-z0-9 ]*)>>", put, template)


# MARK: Cases

class Corpus:
    def __init__(self, rules, seed, share=1.0, wild=True):
        self.seed = seed
        self.share = share
        self.cases = []
        for rule in rules:
            self.rule(rule)
        if wild:
            self.wild()

    def rng(self, *name):
        return random.Random(f"{self.seed} {name}")

    def add(self, family, rule, kind, where, make, template, key=None, alone=False, strict=False):
        """`make` gives (value, secrets in it); it is called twice, and where the two texts differ
        is where the value stands."""
        name, file, text = where[0], where[1], template
        rng = self.rng(rule, name, key)
        if rng.random() > self.share:
            return
        state = f"{self.seed} {rule} {name} {len(self.cases)}"
        value, secrets = make(rng)
        first = fill(text, value, key, random.Random(state))
        case = Case(family, rule, kind, name, file, first, secrets, alone=alone, strict=strict)
        hidden = value
        for secret in secrets:
            hidden = hidden.replace(
                secret, "".join("~" if c.isalnum() and c.isascii() else c for c in secret))
        second = fill(text, hidden, key, random.Random(state)).split("\n")
        both = zip(first.split("\n"), second)
        case.lines = {i for i, (a, b) in enumerate(both, 1) if a != b}
        self.cases.append(case)

    def rule(self, rule):
        makers = []
        for pieces, secrets in rule.examples:
            makers.append((pieces, [
                values.Maker(rule, pieces, secrets, i, self.rng(rule.id, "free", i))
                for i in range(len(secrets))]))
        flat = [maker for _, group in makers for maker in group]
        strict = rule.category != "credential"
        shaped = [maker for maker in flat if maker.alone]
        is_token = len(shaped) * 2 >= len(flat) or len(shaped) >= 2
        kind = OTHER if strict else TOKEN if is_token else CONTEXT
        more = {"strict": strict}
        if is_token:
            self.tokens(rule, shaped, kind, more)
        elif rule.keys:
            whole = [m for m in flat if m.whole and "\n" not in m.value]
            if whole:
                self.keyed(rule, whole, kind, more)
        if not is_token and (rule.pattern or not rule.keys) or strict:
            self.carried(rule, makers, kind, more)

    def one(self, maker):
        def make(rng):
            value = maker.make(rng)
            return value, [value]
        return make

    def tokens(self, rule, makers, kind, more):
        key = ["api", "token"] if not rule.keys else words(rule.keys[0])
        if "\n" in makers[0].value:
            places, key = surroundings.MULTILINE, None
            makers = [m for m in makers if "\n" in m.value]
        else:
            makers = [m for m in makers if "\n" not in m.value]
            places = surroundings.NEUTRAL + surroundings.KEYED
        for i, where in enumerate(places):
            maker = makers[i % len(makers)]
            self.add(rule.family, rule.id, kind, where, self.one(maker), where[2], key,
                     not maker.varies, **more)

    def keyed(self, rule, makers, kind, more):
        rng = self.rng(rule.id, "keys")
        is_password = rule.id in ("generic-password", "generic-passphrase", "generic-secret")
        for i, where in enumerate(surroundings.KEYED):
            key = words(rule.keys[i % len(rule.keys)])
            if is_password and len(key) == 1 and key[0].isascii() and rng.random() < .4:
                key = [rng.choice(["db", "admin", "app", "smtp", "prod"]), *key]
            maker = makers[i % len(makers)]
            make = self.one(maker)
            if is_password:
                def make(rng):
                    value = values.password(rng)
                    return value, [value]
            self.add(rule.family, rule.id, kind, where, make, where[2], key,
                     not maker.varies and not is_password, **more)

    def carried(self, rule, makers, kind, more):
        for i, where in enumerate(surroundings.CARRIERS):
            pieces, group = makers[i % len(makers)]
            several = "\n" in "".join(pieces) + "".join(m.value for m in group)
            if several and where[0] not in surroundings.SEVERAL_LINES:
                continue
            def make(rng):
                made = [maker.make(rng) for maker in group]
                text = pieces[0] + "".join(v + p for v, p in zip(made, pieces[1:]))
                return text.rstrip("\n"), made
            self.add(rule.family, rule.id, kind, where, make, where[2], None,
                     not all(m.varies for m in group), **more)

    def wild(self):
        """Keys and prose that no rule wrote down."""
        rng = self.rng("wild")
        def make(style):
            def value(rng):
                made = style(rng)
                return made, [made]
            return value
        secretive = re.compile("pass|pw|senha|wort|lösen|has|hes|пар|密|パス|adgang|contra|mot", re.I)
        for key in surroundings.WILD_KEYS:
            style = values.password if secretive.search(key) else values.token
            for where in rng.sample(surroundings.KEYED, 12):
                self.add("wild keys", key, CONTEXT, where, make(style), where[2], words(key))
        for i, text in enumerate(surroundings.PROSE):
            for what in surroundings.PROSE_WORDS:
                style = values.password if "pass" in what or what == "pwd" else values.token
                where = (text, "prose.txt", text.replace("<<what>>", what) + "\n")
                self.add("prose", f"prose: {what}", CONTEXT, where, make(style), where[2])
        for text in surroundings.FOREIGN_PROSE:
            for i in range(2):
                where = (text if i else f"in a log: {text}", "prose.log",
                         ("<<iso>> INFO " if not i else "") + text + "\n")
                self.add("prose", "prose: foreign", CONTEXT, where, make(values.password), where[2])

    def write(self, folder):
        """Grouped by what they are redacted with: plain/, strict/ and alone/."""
        for number, case in enumerate(self.cases):
            group = "alone" if case.alone else "strict" if case.strict else "plain"
            case.path = f"{group}/{number // 200:03}/{number:05}-{case.name}"
            path = os.path.join(folder, case.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(case.text)


# MARK: What is left

def encoded(value):
    """The spellings under which a value would be of use."""
    forms = {value, json(value), json(json(value)), xml(value), source(value), single(value),
             double(value), value.replace("'", "''"), urllib.parse.quote(value, safe=""),
             urllib.parse.quote(urllib.parse.quote(value, safe=""), safe=""),
             base64.b64encode(value.encode()).decode()}
    if "\n" in value:
        forms = {line for line in value.split("\n") if len(line) >= 24 and "-----" not in line}
    return forms


def survives(case, output):
    """The part of a secret that is still there: all of it, or half, and six bytes at least."""
    for secret in case.secrets:
        rest = case.text
        for form in encoded(secret):
            rest = rest.replace(form, "\0")
        for form in encoded(secret):
            if form in output:
                return form
            length = max(6, (len(form) + 1) // 2)
            for i in range(len(form) - length + 1):
                part = form[i:i + length]
                if part in output and part not in rest:
                    return part
    return None

"""Secrets of the kinds that kingfisher knows: texts that its own patterns match."""

import json
import re
import string

try:
    from re import _constants as constants
    from re import _parser as parser
except ImportError:  # before Python 3.11
    import sre_constants as constants
    import sre_parse as parser

from programs import call

ALPHABETS = {
    constants.CATEGORY_DIGIT: string.digits, constants.CATEGORY_WORD: string.ascii_letters + string.digits,
    constants.CATEGORY_SPACE: " ", constants.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits,
    constants.CATEGORY_NOT_DIGIT: string.ascii_letters, constants.CATEGORY_NOT_WORD: "-",
}
PRINTABLE = string.ascii_letters + string.digits + "-_.+/="
CLASSES = {"[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:xdigit:]": "0-9A-Fa-f",
           "[:space:]": r"\s", "[:upper:]": "A-Z", "[:lower:]": "a-z", "[:punct:]": "-_.!"}


class Generator:
    """Random texts of a pattern; assertions are not looked at, the caller matches again."""

    def __init__(self, rng):
        self.rng = rng

    def members(self, items):
        letters, negated = "", False
        for kind, value in items:
            if kind is constants.NEGATE:
                negated = True
            elif kind is constants.LITERAL:
                letters += chr(value)
            elif kind is constants.RANGE:
                letters += "".join(map(chr, range(value[0], min(value[1], 0x17e) + 1)))
            elif kind is constants.CATEGORY:
                letters += ALPHABETS[value]
        if negated:
            return "".join(set(PRINTABLE) - set(letters)) or "~"
        seen = "".join(c for c in letters if c in PRINTABLE)
        return seen or letters

    def text(self, tree):
        return "".join(self.node(kind, value) for kind, value in tree)

    def node(self, kind, value):
        if kind is constants.LITERAL:
            return chr(value)
        if kind is constants.NOT_LITERAL:
            return self.rng.choice(PRINTABLE.replace(chr(value), ""))
        if kind is constants.ANY:
            return self.rng.choice(PRINTABLE)
        if kind is constants.IN:
            return self.rng.choice(sorted(self.members(value)))
        if kind is constants.BRANCH:
            return self.text(self.rng.choice(value[1]))
        if kind is constants.SUBPATTERN:
            return self.text(value[3])
        if kind.name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, tree = value
            high = low + 2 if high is constants.MAXREPEAT else high
            return "".join(self.text(tree) for _ in range(self.rng.randint(low, min(high, low + 8))))
        if kind.name == "ATOMIC_GROUP":
            return self.text(value)
        return ""


def python_pattern(pattern):
    for name, letters in CLASSES.items():
        pattern = pattern.replace(name, letters)
    return re.sub(r"\(\?[ximsU]+\)", "", pattern).replace(r"\z", r"\Z").replace("(?x-", "(?-")


def secret_of(found):
    """The longest group, or all of it."""
    groups = [group for group in found.groups() if group and len(group) >= 8]
    return max(groups, key=len) if groups else found[0].strip(" \"'=:\n\t")


def make(kingfisher, rng, each):
    """(rule, words of a key that tells, secret, whether it tells by itself), `each` of every rule
    whose pattern Python can read."""
    rules = json.loads(call([kingfisher, "rules", "list", "--format", "json", "--no-update-check"]))
    for rule in rules:
        if not rule["visible"]:
            continue
        flags = re.I if re.match(r"\(\?[xms]*i", rule["pattern"]) else 0
        flags |= re.X if re.match(r"\(\?[ims]*x", rule["pattern"]) else 0
        try:
            expression = re.compile(python_pattern(rule["pattern"]), flags)
            tree = parser.parse(python_pattern(rule["pattern"]), flags & re.X)
        except (re.error, OverflowError):
            continue
        name = rule["id"].split(".", 1)[-1].split("/")[-1]
        words = [word for word in re.split(r"[-._]", name) if word and not word.isdigit()]
        generator = Generator(rng)
        made = 0
        for _ in range(each * 12):
            found = expression.search(generator.text(tree))
            secret = secret_of(found) if found else ""
            if len(secret) >= 8 and "\n" not in secret:
                alone = expression.search(f" {secret} ")
                yield rule["id"], words, secret, bool(alone and secret in alone[0])
                made += 1
                if made == each:
                    break

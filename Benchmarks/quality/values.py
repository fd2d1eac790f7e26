"""Made-up values: an example's value with other characters of the same classes, and passwords.

Each case gets a value of its own, as a value that is found once in a job is taken out everywhere."""

import re
import string

WORDS = (
    "amber anvil badger barrel candle copper dragon ember falcon garnet harbor island jasper kettle "
    "lantern magnet nectar orchid pepper quartz raven saddle timber umber velvet walnut yonder zephyr"
).split()
HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{12,}|[0-9A-F]{12,})(?![0-9A-Za-z])")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CLASSES = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


def other(character, rng, is_hex):
    for letters in CLASSES:
        if character in letters:
            if is_hex and letters is not string.digits:
                letters = letters[:6]
            return rng.choice(letters)
    return character


def changed(value, places, rng):
    in_hex = set()
    for expression in (HEX, UUID):
        for found in expression.finditer(value):
            in_hex.update(range(*found.span()))
    return "".join(
        other(c, rng, i in in_hex) if i in places else c for i, c in enumerate(value))


class Maker:
    """Varies one marked value of one example; `fits` says whether a text still has the shape."""

    def __init__(self, rule, pieces, secrets, index, rng):
        self.value = secrets[index]
        before = "".join(p + s for p, s in zip(pieces, secrets[:index])) + pieces[index]
        after = "".join(s + p for p, s in zip([*secrets[index + 1:], ""], pieces[index + 1:]))
        self.alone = (1, 1 + len(self.value)) in rule.spans(f" {self.value} ")
        # Not the end of a URL or the like.
        self.whole = not before or before[-1] in " \t\n\"'=:>(["
        start = len(before)
        def stands(value):
            return (start, start + len(value)) in rule.spans(before + value + after)
        # Python knows no borders of escapes: behind one, the value by itself must do.
        in_place = stands(self.value)
        def fits(value):
            if self.alone and (1, 1 + len(value)) not in rule.spans(f" {value} "):
                return False
            return not in_place or stands(value)
        self.fits = fits if in_place or self.alone else None
        # A number with another check digit is none of its kind.
        self.places = self.free(rng) if (rule.check or "entropy").startswith("entropy") else set()
        # Too few places make no values of their own.
        room = sum(4.7 if self.value[i].isalpha() else 3.3 for i in self.places)
        self.varies = room >= 13

    def free(self, rng):
        value = self.value
        places = {i for i, c in enumerate(value) if c.isascii() and c.isalnum()}
        for fixed in re.finditer(
                r"^\S*?://|-----(?:BEGIN|END)[^-]*-----|^eyJ[\w.-]*\.(?=[\w-]{8})|\\[nrtu]|%[0-9A-Fa-f]{2}|&\w+;|"
                r"^[A-Za-z]+: .*$|(?:^|;)[A-Za-z][A-Za-z ]*=(?=[^=])", value, re.M):
            places -= set(range(*fixed.span()))
        if not self.fits:
            return places
        for i in sorted(places) if len(value) <= 400 else ():
            if not all(self.fits(changed(value, {i}, rng)) for _ in range(6)):
                places.discard(i)
        if len(value) > 400:
            # Long values: their tail is payload.
            places = {i for i in places if 120 <= i < len(value) - 60}
        return places

    def make(self, rng):
        if not self.varies:
            return self.value
        for _ in range(20):
            value = changed(self.value, self.places, rng)
            if value != self.value and (not self.fits or self.fits(value)):
                return value
        self.varies = False
        return self.value


def password(rng):
    """As people and generators make them."""
    a, b = rng.sample(WORDS, 2)
    n = rng.randrange(10, 9999)
    text = lambda length, letters: "".join(rng.choices(letters, k=length))
    alphabet = string.ascii_letters + string.digits
    return rng.choice((
        lambda: f"{a}-{b}-{n}-{text(3, alphabet)}",
        lambda: f"{a.title()}{b.title()}{n}!{text(2, string.digits)}",
        lambda: f"{a[:3]}{text(3, alphabet)}@{b}#{n}",
        lambda: text(rng.randrange(12, 24), alphabet),
        lambda: text(16, alphabet + "!@#$%^&*-_=+"),
        lambda: text(32, "0123456789abcdef"),
        lambda: f"{text(6, alphabet)}${text(6, alphabet)}",
        lambda: f"{a}{n}{text(2, string.ascii_lowercase)}",
    ))()


def token(rng):
    alphabet = string.ascii_letters + string.digits
    text = lambda length, letters: "".join(rng.choices(letters, k=length))
    return rng.choice((
        lambda: text(32, "0123456789abcdef"), lambda: text(40, alphabet),
        lambda: text(27, alphabet) + "=", lambda: text(43, alphabet + "-_"),
        lambda: f"{text(8, '0123456789abcdef')}-{text(4, '0123456789abcdef')}-4"
                f"{text(3, '0123456789abcdef')}-a{text(3, '0123456789abcdef')}-"
                f"{text(12, '0123456789abcdef')}",
    ))()

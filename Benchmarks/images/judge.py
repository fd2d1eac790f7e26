"""What a redactor has left of the planted secrets, and of the other words."""

import difflib
from dataclasses import dataclass, field

import cv2
import numpy
import reading

# Characters that a reader takes for one another count as the same.
FOLD = str.maketrans({
    "0": "o", "O": "o", "Q": "o", "D": "o", "1": "l", "I": "l", "i": "l", "|": "l", "!": "l", "5": "s", "S": "s", "8": "b", "B": "b",
    "2": "z", "Z": "z", "6": "g", "G": "g", "9": "g", "q": "g", "U": "v", "u": "v", "V": "v", "t": "f", "T": "f", "J": "l", "j": "l"})
PAINTED = .95


def folded(text):
    return "".join(c for c in text if c.isalnum()).translate(FOLD).lower()


def plain(text):
    return "".join(c for c in text if c.isalnum()).lower()


def readable(value, text):
    """Half of it in one piece (six characters at least), or most of it in pieces, confusions apart."""
    value, text = folded(value), folded(text)
    if len(value) < 4 or not text:
        return False
    matcher = difflib.SequenceMatcher(None, text, value, autojunk=False)
    longest = matcher.find_longest_match(0, len(text), 0, len(value)).size
    if longest >= max(6, (len(value) + 1) // 2):
        return True
    pieces = sum(block.size for block in matcher.get_matching_blocks() if block.size >= 3)
    return pieces >= max(6, .8 * len(value))


def near(box, words):
    """The text of what was read where `box` is, from left to right."""
    l, t, r, b = box
    middle = (t + b) / 2
    there = [w for w in words if w[2] - 3 <= middle <= w[4] + 3 and min(w[3], r) - max(w[1], l) > .2 * min(r - l, w[3] - w[1])]
    return "".join(w[0] for w in sorted(there, key=lambda w: w[1]))


@dataclass
class Verdict:
    left_out: bool = False
    failed: str = ""
    # Of each secret: (kind, hidden, painted share, what was read)
    secrets: list = field(default_factory=list)
    # Words readable in the original, and of these after.
    words: int = 0
    kept: int = 0
    # (word) that went though it is none of the secrets'
    lost: list = field(default_factory=list)
    seconds: float = 0
    cpu: float = 0
    peak: int = 0


class Judge:
    def __init__(self, reader, folder):
        self.reader, self.folder = reader, folder

    def original(self, truth):
        pixels = reading.load(f"{self.folder}/in/{truth['name']}")
        return pixels, self.reader.words(pixels, truth["scale"])

    def readable_words(self, truth, words):
        """[(word, box)] that the reader finds in the original."""
        found = []
        for word in truth["words"]:
            text = plain(word["text"])
            if len(text) < 3 or len(word["boxes"]) != 1:
                continue
            if text in plain(near(word["boxes"][0], words)):
                found.append((text, word["boxes"][0]))
        return found

    def verdict(self, truth, path):
        """`path` is the redacted picture, or None where it was left out."""
        verdict = Verdict()
        before, read_before = self.original(truth)
        expected = self.readable_words(truth, read_before)
        verdict.words = len(expected)
        after = reading.load(path) if path else None
        if after is None:
            verdict.left_out = True
            verdict.secrets = [(s["kind"], False, 0.0, "") for s in truth["secrets"]]
            return verdict
        if after.shape != before.shape:
            after = cv2.resize(after, (before.shape[1], before.shape[0]), interpolation=cv2.INTER_AREA)
        read_after = self.reader.words(after, truth["scale"])
        for text, box in expected:
            if text in plain(near(box, read_after)):
                verdict.kept += 1
            else:
                verdict.lost.append(text)
        changed = numpy.abs(before.astype(numpy.int16) - after.astype(numpy.int16)).max(axis=2) > 24
        gone = changed | covered(changed) | flat(after, truth["scale"])
        codes = None
        for secret in truth["secrets"]:
            is_code = secret["kind"].endswith("QR code")
            # Of a code both colours are ink, and paint can have the dark one's.
            painted = self.painted(before, changed if is_code else gone, secret["boxes"], is_code)
            seen = ""
            if is_code:
                codes = reading.qr_codes(after) if codes is None else codes
                seen = "decoded" if secret["value"] in codes else ""
            else:
                whole = "".join(near(box, read_after) for box in secret["boxes"])
                if readable(secret["value"], whole):
                    seen = whole
                elif painted < PAINTED:
                    for text in self.reader.attack(after, secret["boxes"], truth["scale"]):
                        if readable(secret["value"], text):
                            seen = text
                            break
            verdict.secrets.append((secret["kind"], not seen and painted >= PAINTED, painted, seen))
        return verdict

    def painted(self, before, gone, boxes, is_code):
        """The share of the secret's ink of which nothing is left."""
        ink = lost = 0
        for l, t, r, b in boxes:
            part = (slice(int(t), int(b) + 1), slice(int(l), int(r) + 1))
            area = before[part].astype(numpy.int16)
            if area.size == 0:
                continue
            ground = numpy.median(area.reshape(-1, 3), axis=0)
            drawn = area.min(axis=2) > 128 if is_code else numpy.abs(area - ground).max(axis=2) > 60
            ink += int(drawn.sum())
            lost += int((drawn & gone[part]).sum())
        return lost / ink if ink else 1.0


def covered(changed):
    """Where most of a neighbourhood has changed, a pixel that had the paint's own colour is under it."""
    return cv2.blur(changed.astype(numpy.float32), (9, 9)) > .55


def flat(pixels, scale):
    """Where a neighbourhood has one colour there is nothing to see."""
    size = 2 * round(3.5 * scale) + 1
    kernel = numpy.ones((size, size), numpy.uint8)
    return (cv2.dilate(pixels, kernel).astype(numpy.int16) - cv2.erode(pixels, kernel)).max(axis=2) < 16

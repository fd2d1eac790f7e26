"""Looks for secrets in a folder: raw, decoded and unpacked, in texts and in names.

    leftovers.py TRUTH FOLDER...

Exit code 2 where one is left, or a part of one. It knows nothing of handoff but that its own
placeholders are no text that an encoding may be looked for in.
"""

import base64
import bisect
import bz2
import gzip
import html
import io
import json
import lzma
import os
import re
import sys
import tarfile
import urllib.parse
import zipfile

# A part of a secret of so many bytes isn't there by chance.
PART = 10
DEEPEST = 3
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
# Lines of base64 that belong together.
BROKEN = re.compile(rb"(?:[A-Za-z0-9+/_-]{8,}={0,2}\r?\n){1,}[A-Za-z0-9+/_-]{1,}={0,2}")
HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
URLSAFE = bytes.maketrans(b"-_", b"+/")
PLACEHOLDER = re.compile(rb"REDACTED_[a-z0-9-]+_[0-9a-f]{16}")


def base64_texts(text):
    runs = BASE64.findall(text)
    runs += [re.sub(rb"[\r\n=]", b"", run) for run in BROKEN.findall(text)]
    for run in runs:
        run = run.translate(URLSAFE)
        for start in range(4):
            part = run[start:]
            part = part[:len(part) - (len(part) % 4 == 1)]
            yield base64.b64decode(part + b"=" * (-len(part) % 4))


def hex_texts(text):
    for run in HEX.findall(text):
        for start in range(2):
            part = run[start:]
            yield bytes.fromhex(part[:len(part) & ~1].decode())


def decode_escapes(text):
    """JSON's, and a backslash before any sign."""
    def replace(match):
        sign = match[1]
        if sign[:1] == b"u":
            units = bytes.fromhex(re.sub(rb"\\u", b"", match[0]).decode())
            return units.decode("utf-16-be", "replace").encode()
        return {b"n": b"\n", b"t": b"\t", b"r": b"\r"}.get(sign, sign)
    return re.sub(rb"(?s)\\(u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|.)", replace, text)


def decode_entities(text):
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode(
        "utf-8", "surrogateescape")


def decode_shell(text):
    return text.replace(b"'\"'\"'", b"'").replace(b"'\\''", b"'")


def decodings(text):
    for one in (urllib.parse.unquote_to_bytes(text), urllib.parse.unquote_to_bytes(
            text.replace(b"+", b" ")), decode_escapes(text), decode_entities(text),
            decode_shell(text)):
        if one != text:
            yield one
    tokens = b"\n".join([*base64_texts(text), *hex_texts(text)])
    if tokens:
        yield tokens


def unfold(text, depth=0):
    """The text and everything that it may spell."""
    yield text
    if depth < DEEPEST:
        for one in set(decodings(text)):
            yield from unfold(one, depth + 1)


def unpack(data):
    """The members of an archive, all the way down; the data itself where it is none."""
    for module in (gzip, bz2, lzma):
        try:
            return unpack(module.decompress(data))
        except (OSError, EOFError, lzma.LZMAError):
            pass
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [part for name in archive.namelist()
                    for part in [name.encode(), *unpack(archive.read(name))]]
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            return [part for member in archive for part in [
                member.name.encode(),
                *(unpack(archive.extractfile(member).read()) if member.isfile() else [])]]
    except tarfile.TarError:
        pass
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return [data[2:].decode(encoding, "replace").encode()]
    return [data]


def texts(root):
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in folders + files:
            yield os.path.relpath(os.path.join(folder, name), os.fsencode(root)), name
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                for part in unpack(file.read()):
                    yield os.path.relpath(path, os.fsencode(root)), part


def parts(secret):
    """What must not be there: the secret's beginning, middle and end."""
    data = secret.encode()
    middle = (len(data) - PART) // 2
    return {data[start:start + PART] for start in (0, middle, len(data) - PART)}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        truth = json.load(file)
    found = {}
    for root in sys.argv[2:]:
        names, spelt = [], []
        for name, text in texts(root):
            for one in unfold(PLACEHOLDER.sub(b"*", text)):
                names.append(name)
                spelt.append(one)
        whole = b"\0".join(spelt)
        starts = [0]
        for one in spelt:
            starts.append(starts[-1] + len(one) + 1)
        for number, entry in enumerate(truth):
            for part in parts(entry["secret"]):
                place = whole.find(part)
                while place >= 0:
                    index = bisect.bisect_right(starts, place) - 1
                    path = os.path.join(root, os.fsdecode(names[index]))
                    found.setdefault(number, set()).add(path)
                    place = whole.find(part, starts[index + 1])
    for number, places in sorted(found.items()):
        print(json.dumps({"secret": number, "places": sorted(places)}))
    sys.exit(2 if found else 0)


main()

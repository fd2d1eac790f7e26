"""Makes evil archives: corpus.py FOLDER, from the valid bundles `first` and `second` beside it.

Each is named in FOLDER/index.json with the text that a refusal must hold, or null where the archive
as a whole is at fault. `kind` is tar, zip or bundle.
"""

import gzip
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile

OUT = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(OUT))
ESCAPE = os.path.join(HERE, "escaped")
index = []


def add(label, data, entry=None, kind="tar", suffix="tar.gz"):
    name = "%03d-%s.%s" % (len(index), "".join(c if c.isalnum() else "-" for c in label)[:60], suffix)
    with open(os.path.join(OUT, name), "wb") as file:
        file.write(data)
    index.append({"file": name, "entry": entry, "kind": kind, "label": label})


def zstd(data, *options):
    return subprocess.run(["zstd", "-qc", *options], input=data, stdout=subprocess.PIPE, check=True).stdout


def compressed(data, label, entry=None):
    """In gzip, and some in zstd too."""
    add(label, gzip.compress(data, 1, mtime=0), entry)
    if len(index) % 12 == 0:
        add(label + " zstd", zstd(data), entry, suffix="tar.zst")


# Tars by hand.


def header(name, flag=b"0", size=0, mode=0o644, link=b"", magic=b"ustar\x0000", prefix=b"", size_field=None, checksum=None):
    name = name.encode() if isinstance(name, str) else name
    link = link.encode() if isinstance(link, str) else link
    block = bytearray(512)
    block[0:100] = name[:100].ljust(100, b"\0")
    block[100:108] = b"%07o\0" % mode
    block[108:116] = block[116:124] = b"0000000\0"
    block[124:136] = size_field or b"%011o\0" % size
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = flag
    block[157:257] = link[:100].ljust(100, b"\0")
    block[257:265] = magic
    block[345:500] = prefix[:155].ljust(155, b"\0")
    block[148:156] = b"%06o\0 " % (sum(block) if checksum is None else checksum)
    return bytes(block)


def body(data):
    return data + b"\0" * (-len(data) % 512)


def file(name, data=b"x", **more):
    return header(name, size=len(data), **more) + body(data)


def folder(name):
    return header(name, flag=b"5", mode=0o755)


def pax(records, flag=b"x"):
    text = b""
    for key, value in records:
        value = value.encode() if isinstance(value, str) else value
        rest = b" " + key.encode() + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length = len(str(length)) + len(rest)
        text += str(length).encode() + rest
    return header("pax", flag=flag, size=len(text)) + body(text)


def gnu(name, flag=b"L"):
    data = (name.encode() if isinstance(name, str) else name) + b"\0"
    return header("././@LongLink", flag=flag, size=len(data), magic=b"ustar  \0") + body(data)


END = b"\0" * 1024


def names():
    plain = [
        ESCAPE, "/" + ESCAPE, "../escaped", "../../../../escaped", "b/../../escaped", "b/..", "..", "./b/x",
        "b/./x", "b//x", "b\\..\\..\\escaped", "..\\escaped", "C:\\escaped", "C:/../escaped\\x",
        "\\\\server\\share\\x", "b/x\nhandoff: ok", "b/\x1b]0;x\x07", "b/\x1b[2Jx", "b/\u202egpj.sh",
        "b/\u2066x", "b/\u200fx", "b/\x7f", "b/\u0085x", "b/\u2028x", "b/\ufeffx", "b/\u200bx", "b/\tx",
        "b/\rx", "b/" + "n" * 256, "b/" + "ü" * 128, "d/" * 64 + "x", "dddddddddd/" * 200 + "x",
        "b/....//x", "b/%2e%2e/\\x", "~/../escaped", "b/x/../../../escaped",
    ]
    for name in plain:
        shown = next((part for part in name.replace("\\", "/").split("/") if part.isalnum()), None)
        shown = shown[:40] if shown else None
        if len(name.encode()) <= 100:
            compressed(file(name) + END, "name " + name, shown)
        compressed(pax([("path", name)]) + file("b/harmless") + END, "pax name " + name, shown)
        compressed(gnu(name) + file("b/harmless") + END, "gnu name " + name, shown)
    compressed(file("escaped", prefix=b"../..") + END, "prefix with dots", "escaped")
    compressed(file("escaped", prefix=HERE.encode()) + END, "absolute prefix", "escaped")
    for raw in [b"\xff", b"a\xffb", b"\xc0\xaf", b"\xed\xa0\x80", b"..\xc0\xaf..", b"\xe2\x28\xa1"]:
        compressed(file(b"b/" + raw) + END, "raw name %r" % raw)
        compressed(pax([("path", b"b/" + raw)]) + file("b/y") + END, "raw pax name %r" % raw)


def kinds():
    for flag in b"1234679ADKMNSVXZ":
        flag = bytes([flag])
        compressed(header("b/odd", flag=flag, link=ESCAPE) + END, "kind %r" % flag)
    for link in ["..", "../../escaped", ESCAPE, "b", "b/link", "/etc", "/proc/self/cwd", "."]:
        data = header("b/link", flag=b"2", link=link) + file("b/link/escaped") + END
        compressed(data, "through the link " + link, "b/link")
        compressed(header("b/hard", flag=b"1", link=link) + END, "hard link " + link, "b/hard")
    compressed(
        header("b/a", flag=b"2", link=".") + header("b/a/c", flag=b"2", link="..") + file("b/a/c/escaped") + END,
        "chain of links", "b/a")
    compressed(file("b/x") + header("b/x", flag=b"2", link=ESCAPE) + file("b/x") + END, "file, link, file", "b/x")
    compressed(header("b", flag=b"2", link=HERE) + file("b/escaped") + END, "top is a link", "b")
    compressed(gnu(ESCAPE, b"K") + header("b/long", flag=b"2") + END, "long link", "b/long")
    compressed(pax([("linkpath", ESCAPE)]) + header("b/l", flag=b"2") + END, "pax link", "b/l")
    for mode in [0o4755, 0o2755, 0o1755, 0o6755, 0o7777, 0o4000]:
        compressed(file("b/rights", mode=mode) + END, "mode %o" % mode, "b/rights")
        compressed(header("b/rights/", flag=b"5", mode=mode) + END, "folder mode %o" % mode, "b/rights")
    for number in [(1, 3), (8, 0)]:
        data = bytearray(header("b/dev", flag=b"3", mode=0o666))
        data[329:337], data[337:345] = b"%07o\0" % number[0], b"%07o\0" % number[1]
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data)
        compressed(bytes(data) + END, "device %d %d" % number, "b/dev")
    for key, value in [("SCHILY.xattr.security.capability", "x"), ("SCHILY.acl.access", "user::rwx,group::r--,other::r--,user:x:rwx,mask::rwx"), ("SCHILY.fflags", "schg")]:
        compressed(pax([(key, value)]) + file("b/attr") + END, key, "b/attr")


def duplicates():
    for first, second in [
        ("b/x", "b/x"), ("b/x", "b/X"), ("b/é", "b/e\u0301"), ("b/straße", "b/STRASSE"), ("b/x", "B/y"),
        ("b/x", "b/x/y"), ("b/x/y", "b/x"), ("b/\u212a", "b/k"), ("b/ﬁ", "b/FI"), ("b/Å", "b/\u212b"),
        ("b/ΟΣ", "b/ος"), ("b/bundle.json", "b/BUNDLE.json"),
    ]:
        data = b"".join(pax([("path", name)]) + file("b/x") for name in (first, second)) + END
        compressed(data, "twice %s %s" % (first, second), second.split("/")[0])


def structure():
    one = file("b/x", b"hello")
    for label, data in [
        ("no end", one), ("half an end", one + END[:512]), ("cut content", header("b/x", size=5000) + b"abc"),
        ("cut header", one[:100]), ("nothing", b""), ("only an end", END), ("zeros", b"\0" * 20000),
        ("entry behind a zero block", one + END[:512] + file("b/y") + END),
        ("entry behind the end", one + END + file("b/y") + END), ("byte behind the end", one + END + b"\1"),
        ("wrong checksum", header("b/x", checksum=1) + END), ("all ones", b"\xff" * 4096),
        ("old header", header("b/x", magic=b"\0" * 8) + END),
        ("folder with content", header("b/x/", flag=b"5", size=3, mode=0o755) + body(b"abc") + END),
        ("negative size", header("b/x", size_field=b"\xff" * 12) + END),
        ("endless size", header("b/x", size_field=b"\x80" + b"\x7f" * 11) + END),
        ("huge size", header("b/x", size_field=b"\x80\0\0\0\0\x7f" + b"\xff" * 6) + END),
        ("size in letters", header("b/x", size_field=b"00000zz0000\0") + END),
        ("global path", pax([("path", "b/y")], b"g") + one + END),
        ("global size", pax([("size", "5000000")], b"g") + one + END),
        ("two extended headers", pax([("path", "b/y")]) + pax([("path", "b/z")]) + one + END),
        ("extended header alone", pax([("path", "b/y")]) + END),
        ("record too long", header("p", flag=b"x", size=9) + body(b"99 path=b") + one + END),
        ("record of no length", header("p", flag=b"x", size=9) + body(b"0 path=b\n") + one + END),
        ("negative record", header("p", flag=b"x", size=10) + body(b"-9 path=b\n") + one + END),
        ("size beyond the end", pax([("size", "100000")]) + one + END),
        ("size below the content", pax([("size", "1")]) + one + END),
        ("negative pax size", pax([("size", "-1")]) + one + END),
        ("size of a quintillion", pax([("size", "9" * 19)]) + one + END),
        ("huge extended header", header("p", flag=b"x", size=1 << 24) + b"\0" * 4096),
        ("sparse 0.0", pax([("GNU.sparse.size", "1000000"), ("GNU.sparse.numblocks", "1"), ("GNU.sparse.offset", "0"), ("GNU.sparse.numbytes", "1")]) + one + END),
        ("sparse 0.1", pax([("GNU.sparse.map", "0,1,999999999,1"), ("GNU.sparse.size", "99999999999")]) + one + END),
        ("sparse 1.0", pax([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "b/y"), ("GNU.sparse.realsize", "99999999999")]) + file("b/x", b"1\n0\n1\n".ljust(512, b"\0")) + END),
        ("sparse overlapping", pax([("GNU.sparse.map", "0,5,2,5,1,5"), ("GNU.sparse.size", "10")]) + one + END),
    ]:
        compressed(data, label)
    whole = gzip.compress(one + END, mtime=0)
    for label, data in [
        ("empty file", b""), ("two bytes", b"\x1f\x8b"), ("gzip of nothing", gzip.compress(b"", mtime=0)),
        ("text", b"hello\n"), ("plain tar", one + END), ("xz", subprocess.run(["xz", "-c"], input=one + END, stdout=subprocess.PIPE).stdout),
        ("gzip in gzip", gzip.compress(whole, mtime=0)), ("zstd in gzip", gzip.compress(zstd(one + END), mtime=0)),
        ("garbage behind gzip", whole + b"garbage"), ("zeros behind gzip", whole + b"\0" * 100),
        ("gzip with a wrong checksum", whole[:-8] + b"\1\2\3\4" + whole[-4:]), ("age without content", b"age-encryption.org/v1\n"),
        ("age in letters", b"-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n"),
        ("zstd magic alone", b"\x28\xb5\x2f\xfd"), ("zstd reserved block", b"\x28\xb5\x2f\xfd\x24\x00\x07\x00\x00"),
        ("zstd declares 2 GB", b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00"),
    ]:
        add(label, data)
    for step in range(24):
        changed = bytearray(whole)
        place = 10 + step * (len(whole) - 10) // 24
        changed[place] ^= 1 << (step % 8)
        add("flipped bit at %d" % place, bytes(changed))


def bombs():
    def grown(command):
        return subprocess.run(["/bin/sh", "-c", command], stdout=subprocess.PIPE, check=True).stdout

    start = header("b/zeros", size=(1 << 30)) .hex()
    make = "{ printf %s | xxd -r -p; head -c 1073741824 /dev/zero; head -c 1024 /dev/zero; } | " % start
    add("bomb gzip", grown(make + "gzip -9"), "b/zeros")
    add("bomb zstd", grown(make + "zstd -q -3"), "b/zeros", suffix="tar.zst")
    add("zeros for ever", grown("head -c 1073741824 /dev/zero | gzip -9"))
    many = b"".join(header("b/%d" % number) for number in range(200_100)) + END
    add("bomb of entries", gzip.compress(many, 1, mtime=0), "b/")
    compressed(b"".join(folder("b/" + "d/" * depth) for depth in range(1, 40)) + pax([("path", "b/" + "d/" * 500 + "x")]) + file("y") + END, "deep", "d/d/d")
    long = b"".join(pax([("path", "b/%05d/" % number + "n" * 255 + "/" + "m" * 255 + "/" + "o" * 255 + "/" + "p" * 255)]) + header("y") for number in range(2000))
    compressed(pax([("path", "b/" + "x" * 100_000)]) + file("y") + END, "name of 100 kB")
    compressed(pax([("comment", "c" * 120_000)]) * 3 + file("b/y") + END, "long comments")
    add("long names", gzip.compress(long * 20 + END, 1, mtime=0))
    add("many members of gzip", gzip.compress(b"\0" * (1 << 20), mtime=0) * 1000)


# Zips.


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            info.external_attr = mode << 16
            info.compress_type = compression
            archive.writestr(info, data)
    return stream.getvalue()


def zips():
    def put(label, data):
        add("zip " + label, data, kind="zip", suffix="zip")

    for name in [ESCAPE, "../escaped", "a/../../escaped", "..\\escaped", "C:\\escaped", "a\nb", "a\x1b[2J", "", "/", "..", "a//b", "\u202egpj", "n" * 60000, "d/" * 500 + "x"]:
        put("name " + name, zipped([(name, b"text\n", 0o100644)]))
    for mode, data in [(0o120777, ESCAPE.encode()), (0o104755, b"x"), (0o020666, b""), (0o010644, b""), (0o060666, b""), (0o140644, b"")]:
        put("mode %o" % mode, zipped([("odd", data, mode), ("fine", b"text\n", 0o100644)]))
    put("file through a link", zipped([("l", HERE.encode(), 0o120777), ("l/escaped", b"x", 0o100644)]))
    for pair in [("x", "x"), ("x", "X"), ("é", "e\u0301"), ("x", "x/y")]:
        put("twice %s %s" % pair, zipped([(name, b"x", 0o100644) for name in pair]))
    whole = zipped([("a.txt", b"hello\n" * 50, 0o100644), ("b.txt", b"world\n" * 50, 0o100644)])
    for cut in [1, 4, 30, 60, len(whole) // 2, len(whole) - 22, len(whole) - 1]:
        put("cut at %d" % cut, whole[:cut])
    for step in range(12):
        changed = bytearray(whole)
        changed[step * len(whole) // 12] ^= 0x41
        put("flipped %d" % step, bytes(changed))
    put("in front of it", b"MZ" + b"\0" * 100 + whole)
    put("behind it", whole + b"PK\x03\x04" + b"\0" * 50)
    # Two entries of the directory that share one file's data.
    directory = whole.rindex(b"PK\x01\x02")
    first = whole.index(b"PK\x01\x02")
    shared = bytearray(whole)
    shared[directory + 42:directory + 46] = shared[first + 42:first + 46]
    put("overlapping entries", bytes(shared))
    sizes = bytearray(whole)
    sizes[22:26] = struct.pack("<I", 0xFFFFFFF0)
    put("a local size of 4 GB", bytes(sizes))
    locked = bytearray(whole)
    locked[6] |= 1
    locked[first + 8] |= 1
    put("encrypted", bytes(locked))
    odd = bytearray(whole)
    odd[8:10] = odd[first + 10:first + 12] = struct.pack("<H", 99)
    put("unknown method", bytes(odd))
    put("bomb", zipped([("zeros", b"\0" * (300 << 20), 0o100644)]))
    nested = b"text\n"
    for depth in range(12):
        nested = zipped([("inner.zip", nested, 0o100644)])
    put("in zip in zip", nested)
    put("many entries", zipped([("%d" % number, b"", 0o100644) for number in range(30_000)], zipfile.ZIP_STORED))
    deep = b"text\n"
    for depth in range(12):
        deep = gzip.compress(deep, mtime=0)
    add("gzip of gzip of gzip", deep, kind="zip", suffix="gz")


# Bundles that were good once.


def bundles():
    scratch = os.path.join(HERE, "tampering")

    def tampered(label, entry, change, source="first"):
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(os.path.join(HERE, source), scratch)
        top = os.path.join(scratch, os.listdir(scratch)[0])
        change(top)
        subprocess.run(["tar", "-czf", scratch + ".tar.gz", "-C", scratch] + sorted(os.listdir(scratch)), check=True)
        with open(scratch + ".tar.gz", "rb") as stream:
            add("bundle " + label, stream.read(), entry, kind="bundle")

    def other(top):
        second = os.path.join(HERE, "second")
        return os.path.join(second, os.listdir(second)[0])

    def write(path, data):
        def change(top):
            target = os.path.join(top, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "ab") as stream:
                stream.write(data)

        return change

    def edit(path, old, new):
        def change(top):
            target = os.path.join(top, path)
            with open(target, "rb") as stream:
                data = stream.read()
            assert old in data, (path, old)
            with open(target, "wb") as stream:
                stream.write(data.replace(old, new, 1))

        return change

    def take(*names):
        def change(top):
            for name in names:
                shutil.copy(os.path.join(other(top), name), os.path.join(top, name))

        return change

    def sign(key, namespace):
        def change(top):
            sums = os.path.join(top, "SHA256SUMS")
            os.unlink(sums + ".sig")
            subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", os.path.join(HERE, key), "-n", namespace, sums], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        return change

    def remove(name):
        return lambda top: os.unlink(os.path.join(top, name))

    tampered("unlisted", "extra", write("files/extra", b"x"))
    tampered("unlisted at the top", "extra", write("extra", b"x"))
    tampered("unlisted hidden", ".extra", write("files/.extra", b"x"))
    tampered("unlisted folder", "hollow", lambda top: os.mkdir(os.path.join(top, "hollow")))
    tampered("changed", "files/.env", write("files/.env", b"x"))
    tampered("changed ticket", "ticket.yaml", write("ticket.yaml", b"x: 1\n"))
    tampered("missing", "files/.env", remove("files/.env"))
    tampered("renamed", "files/.ENV", lambda top: os.rename(top + "/files/.env", top + "/files/.ENV"))
    tampered("without manifest", "bundle.json", remove("bundle.json"))
    tampered("without sums", "SHA256SUMS", remove("SHA256SUMS"))
    tampered("without signature", "not signed", remove("SHA256SUMS.sig"))
    tampered("swapped signature", "SHA256:", take("SHA256SUMS.sig"))
    tampered("swapped sums", "SHA256:", take("SHA256SUMS"))
    tampered("swapped sums and signature", "bundle.json", take("SHA256SUMS", "SHA256SUMS.sig"))
    tampered("stranger's signature", "unknown key", sign("stranger", "handoff-bundle"))
    for namespace in ["handoff-approval", "handoff-checkpoint", "git", "file"]:
        tampered("signature for " + namespace, "another purpose", sign("author", namespace))
    tampered("signature twice", "signature", lambda top: write("SHA256SUMS.sig", open(top + "/SHA256SUMS.sig", "rb").read())(top))
    tampered("signature with a blank", "signature", edit("SHA256SUMS.sig", b"\n", b" \n"))
    tampered("sums longer", "SHA256SUMS", write("SHA256SUMS", b"\n"))
    tampered("another client", "bundle.json", edit("bundle.json", b"acme", b"evil"))
    tampered("later expiry", "bundle.json", edit("bundle.json", b'"expires": "2', b'"expires": "9'))
    tampered("duplicate key", "bundle.json", edit("bundle.json", b"{", b'{"kind": "change",'))
    tampered("approval that is none", "approvals/x", write("approvals/x", b"x"))
    tampered("approval without partner", "approvals/", write("approvals/a-0123456789abcdef.json", b"{}"))
    tampered("approvals as a file", "approvals", write("approvals", b"x"))
    tampered("second top", "top", lambda top: shutil.copytree(top, top + "-2"))
    tampered("beside the top", "stray", lambda top: open(os.path.join(os.path.dirname(top), "stray"), "w").close())
    tampered("another id", "top folder", lambda top: os.rename(top, top + "x"))
    tampered("replay for another client", "for client 'other'", lambda top: None, "other-client")
    tampered("replay after its end", "expired", lambda top: None, "expired")


os.makedirs(OUT)
for family in [names, kinds, duplicates, structure, bombs, zips, bundles]:
    family()
with open(os.path.join(OUT, "index.json"), "w") as stream:
    json.dump(index, stream)
print(len(index))

"""Packed files with a bit changed or the end cut off: what is written holds no token, and what is not is named."""
import gzip, bz2, lzma, io, os, random, subprocess, sys, tarfile, zipfile, pathlib

program, rng = sys.argv[1], random.Random(5)
token = "gh" + "p_" + "a1B2" * 9
text = "".join(f"line {i} of a log, user u{i % 7}\n" for i in range(300)) + f"seen {token} here\n"
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as archive:
    info = tarfile.TarInfo("app.log")
    info.size = len(text)
    archive.addfile(info, io.BytesIO(text.encode()))
zipped = io.BytesIO()
with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("app.log", text)
packed = {
    "a.log.gz": gzip.compress(text.encode(), mtime=0), "a.log.bz2": bz2.compress(text.encode()),
    "a.log.xz": lzma.compress(text.encode()), "a.tar": tar.getvalue(), "a.tar.gz": gzip.compress(tar.getvalue(), mtime=0),
    "a.zip": zipped.getvalue(),
    "a.log.zst": subprocess.run(["zstd", "-qc"], input=text.encode(), capture_output=True, check=True).stdout,
}


def opened(name, data):
    """What a reader makes of it, however little."""
    found = [data]
    for read in (gzip.decompress, bz2.decompress, lzma.decompress):
        try:
            found.append(read(data))
        except Exception:  # noqa: BLE001
            pass
    result = subprocess.run(["zstd", "-dqc"], input=data, capture_output=True)
    found.append(result.stdout)
    for layer in list(found):
        try:
            with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
                found += [archive.extractfile(m).read() for m in archive if m.isfile()]
        except Exception:  # noqa: BLE001
            pass
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found += [archive.read(n) for n in archive.namelist()]
    except Exception:  # noqa: BLE001
        pass
    return found


folder = pathlib.Path("flipped")
folder.mkdir()
for name, data in packed.items():
    stem, _, suffix = name.partition(".")
    for number in range(12):
        changed = bytearray(data)
        if number < 8:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        else:
            del changed[rng.randrange(1, len(changed)):]
        (folder / f"{stem}{number}.{suffix}").write_bytes(changed)
    (folder / f"{stem}-whole.{suffix}").write_bytes(data)
result = subprocess.run([program, "redact", folder, "-o", "out", "--vault", "none"], capture_output=True, text=True)
assert result.returncode == 0, result
assert token not in result.stderr
written = [p for p in pathlib.Path("out").rglob("*") if p.is_file()]
for path in written:
    assert not any(token.encode() in found for found in opened(path.name, path.read_bytes())), path
missing = {p.name for p in folder.iterdir()} - {p.name for p in written}
assert all(name in result.stderr for name in missing), (missing, result.stderr)
assert not any("whole" in name for name in missing), missing
print(len(written), "written,", len(missing), "left out")
assert len(missing) >= 20

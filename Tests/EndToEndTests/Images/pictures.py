"""Pictures for tests: with a secret to read, with everything beside the pixels that can hold a text, and broken
ones; and what must hold for what has been made of them. Needs PIL, exiftool and tesseract."""

import io
import json
import os
import random
import resource
import struct
import subprocess
import sys
import zipfile
import zlib

from PIL import Image, ImageCms, ImageChops, ImageDraw, ImageFont, ImageStat, PngImagePlugin, TiffImagePlugin

SECRET = "amber-kettle-" + "4821-xQ7m"
OTHER = "restarted"
MARK = "planted-otter"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def drawn(first="The server has restarted at noon", second="Password: " + SECRET):
    image = Image.new("RGB", (560, 130), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 24)
    pen.text((20, 15), first, "black", font)
    pen.text((20, 70), second, "black", font)
    return image


def encoded(image, kind, **more):
    data = io.BytesIO()
    image.save(data, kind, **more)
    return data.getvalue()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def bytes_of(path):
    with open(path, "rb") as file:
        return file.read()


def tool(*argv):
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{argv[0]} ended {done.returncode}: {done.stderr.decode(errors='replace')[:500]}")
    return done.stdout


# MARK: Beside the pixels

def profile():
    """A colour profile whose copyright is a mark."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    old = "No copyright, use freely".encode("utf-16-be")
    new = (MARK + "-icc").ljust(24)[:24].encode("utf-16-be")
    if old not in data:
        sys.exit("the profile has another copyright")
    return data.replace(old, new)


def archive():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("notes.txt", MARK + "-zip")
    return data.getvalue()


def metadata(folder):
    image, icc = drawn(), profile()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", MARK + "-text")
    texts.add_text("Description", MARK + "-ztxt", zip=True)
    texts.add_itxt("Title", MARK + "-itxt", "de", "Titel")
    texts.add_itxt("Author", MARK + "-zitxt", zip=True)
    write(f"{folder}/texts.png", encoded(image, "PNG", pnginfo=texts))
    write(f"{folder}/profile.png", encoded(image, "PNG", icc_profile=icc))
    write(f"{folder}/profile.jpg", encoded(image, "JPEG", quality=92, icc_profile=icc))
    write(f"{folder}/profile.webp", encoded(image, "WEBP", lossless=True, icc_profile=icc))
    write(f"{folder}/profile.tiff", encoded(image, "TIFF", icc_profile=icc))
    for kind, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("TIFF", "tiff")):
        path = f"{folder}/tags.{suffix}"
        write(path, encoded(image, kind))
        thumbnail = f"{folder}/thumbnail"
        write(thumbnail, encoded(drawn("a thumbnail", MARK).resize((140, 32)), "JPEG", comment=(MARK + "-thumbnail").encode()))
        wanted = [f"-EXIF:Artist={MARK}-artist", f"-EXIF:ImageDescription={MARK}-description", f"-EXIF:UserComment={MARK}-user",
                  "-EXIF:GPSLatitude=52.5", "-EXIF:GPSLatitudeRef=N", f"-XMP-dc:Creator={MARK}-xmp", f"-XMP-photoshop:Instructions={MARK}-xmp2"]
        if kind in ("JPEG", "TIFF"):
            wanted += [f"-IPTC:Keywords={MARK}-iptc", f"-IPTC:Caption-Abstract={MARK}-caption"]
        if kind == "JPEG":
            wanted += [f"-Comment={MARK}-comment", f"-ThumbnailImage<={thumbnail}"]
        tool("exiftool", "-q", "-overwrite_original", *wanted, path)
        os.remove(thumbnail)
        write(f"{folder}/behind.{suffix}", encoded(image, kind) + (MARK + "-behind\n").encode() + archive())
    other = drawn("The second page " + OTHER, "token: " + SECRET)
    write(f"{folder}/pages.tiff", encoded(image, "TIFF", save_all=True, append_images=[other]))
    write(f"{folder}/frames.png", encoded(image, "PNG", save_all=True, append_images=[other]))
    write(f"{folder}/alpha.png", transparent())
    for name in os.listdir(folder):
        if not name.startswith(("pages", "frames", "alpha")) and not marks(f"{folder}/{name}"):
            sys.exit(f"nothing is planted in {name}")


def transparent():
    """The secret stands in pixels that are wholly transparent."""
    image = drawn(second="")
    hidden = drawn(first="").convert("RGBA")
    hidden.putalpha(0)
    lower = hidden.crop((0, 60, 560, 130))
    image = image.convert("RGBA")
    image.paste(lower, (0, 60))
    return encoded(image, "PNG")


def marks(path):
    """Where exiftool or a search of the bytes finds a mark."""
    data = bytes_of(path)
    found = [form for form in ("utf-8", "utf-16-le", "utf-16-be") if MARK.encode(form) in data]
    shown = tool("exiftool", "-m", "-a", "-u", "-U", "-ee", "-G1", "-j", "-b", path).decode(errors="replace")
    if MARK in shown:
        found.append("exiftool")
    return found


STRUCTURE = {
    "PNG": {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace"},
    "JFIF": {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"},
    "RIFF": {"VP8Version", "HorizontalScale", "VerticalScale", "ImageWidth", "ImageHeight", "AlphaIsUsed", "WebP_Flags", "VP8LVersion"},
    "IFD": {"SubfileType", "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation", "StripOffsets",
            "Orientation", "SamplesPerPixel", "RowsPerStrip", "StripByteCounts", "XResolution", "YResolution", "PlanarConfiguration",
            "ResolutionUnit", "Predictor", "FillOrder", "PageNumber", "SampleFormat"},
}


def beyond_structure(path):
    """What exiftool tells that isn't about the pixels alone."""
    tags = json.loads(tool("exiftool", "-m", "-a", "-u", "-U", "-ee", "-G1", "-j", path))[0]
    odd = []
    for name, value in tags.items():
        group, _, tag = name.partition(":")
        if group in ("SourceFile", "ExifTool", "System", "File", "Composite"):
            if tag in ("Comment", "Warning", "Error", "ExifByteOrder") and not (tag == "ExifByteOrder" and path.endswith("tiff")):
                odd.append(f"{name}={value}")
            continue
        group = group.split("-")[0]
        family = "IFD" if group.startswith("IFD") else group
        if tag not in STRUCTURE.get(family, set()) and name != "PNG-pHYs:PixelUnits" and group + tag not in (
                "PNGPixelsPerUnitX", "PNGPixelsPerUnitY", "PNGPixelUnits"):
            odd.append(f"{name}={value}")
    return odd


def rest(path):
    """How many bytes stand behind the picture's end, as its own format tells it."""
    data = bytes_of(path)
    if data.startswith(b"\x89PNG"):
        place = 8
        while place + 8 <= len(data):
            length, kind = struct.unpack(">I4s", data[place:place + 8])
            place += 12 + length
            if kind == b"IEND":
                return len(data) - place
        return -1
    if data.startswith(b"\xff\xd8"):
        return len(data) - 2 - data.rfind(b"\xff\xd9")
    if data.startswith(b"RIFF"):
        return len(data) - 8 - struct.unpack("<I", data[4:8])[0]
    return 0


def read(path):
    """What tesseract reads on all pages of a picture, without spaces."""
    text = ""
    with Image.open(path) as image:
        for page in range(getattr(image, "n_frames", 1)):
            image.seek(page)
            flat = image.convert("RGBA")
            # What is transparent is looked at, too.
            flat.putalpha(255)
            flat = flat.convert("L").resize((image.width * 2, image.height * 2))
            done = subprocess.run(["tesseract", "stdin", "stdout", "--psm", "6"], input=encoded(flat, "BMP"), capture_output=True,
                                  check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
            text += done.stdout.decode()
    return "".join(text.split())


def readable(path):
    text = read(path).lower()
    return [part for part in ("amber", "kettle", "4821", "xq7m") if part in text]


def check_metadata(source, output):
    wrong = []
    for name in sorted(os.listdir(source)):
        path = f"{output}/{name}"
        if not os.path.exists(path):
            wrong.append(f"{name} was left out")
            continue
        wrong += [f"{name}: a mark by {how}" for how in marks(path)]
        wrong += [f"{name}: {tag}" for tag in beyond_structure(path)]
        if rest(path):
            wrong.append(f"{name}: {rest(path)} bytes behind its end")
        wrong += [f"{name}: {part} can be read" for part in readable(path)]
        with Image.open(f"{source}/{name}") as before, Image.open(path) as after:
            pages = getattr(before, "n_frames", 1) if before.format == "TIFF" else 1
            if (before.size, before.format, pages) != (after.size, after.format, getattr(after, "n_frames", 1)):
                wrong.append(f"{name}: {before.format} {before.size} became {after.format} {after.size}")
        if OTHER not in read(path):
            wrong.append(f"{name}: its other text is gone")
    return wrong


# MARK: Several pages, and the way up

TITLES = ("The server has restarted", "Nobody needs to do anything", "The next window is on Friday")
# How a page is stored that a reader turns upright: by the number of its orientation.
STORED = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
          6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}


def paged(path, images):
    """A TIFF of pages, each with settings of its own."""
    with TiffImagePlugin.AppendingTiffWriter(path, True) as file:
        for image, settings in images:
            image.save(file, "TIFF", **settings)
            file.newFrame()


def pages(folder):
    """Pages of several sizes and kinds, with a secret on each; pages that stand in every way; the ways a camera was held."""
    drawings = [drawn(title).crop((0, 0, 560 + 40 * index, 130)) for index, title in enumerate(TITLES)]
    for index, drawing in enumerate(drawings):
        drawing.paste("white", (560, 0, 560 + 40 * index, 130))
    tags = {270: MARK + "-description", 315: MARK + "-artist"}
    paged(f"{folder}/pages.tiff", [(drawings[0], {"tiffinfo": tags}), (drawings[1].convert("L"), {"compression": "tiff_lzw", "tiffinfo": tags}),
                                   (drawings[2].convert("1"), {"compression": "group4", "tiffinfo": tags})])
    paged(f"{folder}/turned.tiff", [(drawn().transpose(way), {"tiffinfo": {274: number}}) for number, way in STORED.items()])
    for kind, suffix, number, more in (("PNG", "png", 3, {}), ("PNG", "png", 6, {}), ("WEBP", "webp", 7, {"lossless": True}),
                                       ("WEBP", "webp", 8, {"lossless": True}), ("JPEG", "jpg", 5, {"quality": 92})):
        exif = Image.Exif()
        exif[0x0112] = number
        write(f"{folder}/held{number}.{suffix}", encoded(drawn().transpose(STORED[number]), kind, exif=exif, **more))


def check_pages(output):
    wrong = []
    for name, count in (("pages.tiff", 3), ("turned.tiff", 7), *((name, 1) for name in ("held3.png", "held6.png", "held7.webp", "held8.webp", "held5.jpg"))):
        path = f"{output}/{name}"
        wrong += [f"{name}: {part} can be read" for part in readable(path)]
        wrong += [f"{name}: a mark by {how}" for how in marks(path)] + [f"{name}: {tag}" for tag in beyond_structure(path)]
        with Image.open(path) as image:
            if getattr(image, "n_frames", 1) != count:
                wrong.append(f"{name}: {getattr(image, 'n_frames', 1)} pages")
                continue
            for page in range(count):
                image.seek(page)
                several = name == "pages.tiff"
                before = drawn(TITLES[page]) if several else drawn()
                if image.size != (560 + 40 * page if several else 560, 130) or image.getexif().get(0x0112, 1) != 1:
                    wrong.append(f"{name}: page {page + 1} has become {image.size}")
                    continue
                # The line above the secret's.
                difference = ImageChops.difference(*(each.convert("L").crop((0, 0, 560, 55)) for each in (before, image)))
                if ImageStat.Stat(difference).mean[0] > 3:
                    wrong.append(f"{name}: page {page + 1} doesn't look as before")
    return wrong


# MARK: Colours

COLOURS = {"selected": ("#ffffff", "#1a63d8"), "pale": ("#cccccc", "#ffffff"), "weak": ("#a4a4a4", "#bbbbbb"), "yellow": ("#ffff00", "#ffffff"),
           "same": ("#d03030", "#3050c0"), "dark": ("#5d646e", "#16181d")}
BAND = (0, 78, 560, 120)
# Where only the secret's own box has the ground, as when it was selected with the mouse.
WORDS = {"selected-word": ("#ffffff", "#1a63d8"), "marked-word": ("#16181d", "#ffb300")}


def place():
    """From where to where the secret stands in its line."""
    font = ImageFont.truetype(FONT, 18)
    start = 18 + font.getlength("Password: ")
    return start, start + font.getlength(SECRET)


def colours(folder):
    """A line in colours of its own on a page in black on white."""
    for name, (ink, ground) in COLOURS.items():
        image = Image.new("RGB", (560, 200), "white")
        pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 18)
        for line, text in ((18, "The server has restarted at noon"), (54, "All services are running again"),
                           (126, "The next window is on Friday"), (162, "Nobody needs to do anything")):
            pen.text((18, line), text, "black", font)
        pen.rectangle(BAND, ground)
        pen.text((18, 88), "Password: " + SECRET, ink, font)
        write(f"{folder}/{name}.png", encoded(image, "PNG"))
    start, end = place()
    for name, (ink, ground) in WORDS.items():
        image = Image.new("RGB", (560, 200), "white")
        pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 18)
        for line, text in ((18, "The server has restarted at noon"), (88, "Password: "), (126, "The next window is on Friday")):
            pen.text((18, line), text, "black", font)
        pen.rectangle((start, 88, end, 109), ground)
        pen.text((start, 88), SECRET, ink, font)
        pen.text((end, 88), ". It changes on Friday.", "black", font)
        write(f"{folder}/{name}.png", encoded(image, "PNG"))


def check_colours(output):
    """Where the secret stood there is paint: no other program need be able to read it."""
    wrong, (start, end) = [], place()
    for name in (*COLOURS, *WORDS):
        with Image.open(f"{output}/{name}.png") as image:
            pixels = list(image.convert("L").crop((int(start), 90, int(end), 106)).getdata())
        # The label in it is white on black.
        painted = sum(value < 8 or value > 247 for value in pixels) / len(pixels)
        black = sum(value < 8 for value in pixels) / len(pixels)
        if painted < .7 or black < .5:
            wrong.append(f"{name}: {painted:.0%} painted")
    return wrong


# MARK: Turned, tiny, and no text at all

TURNS = (90, 180, 270, 20)


def turned(folder):
    """The secret beside upright text, on a label that was turned; pages that were turned as a whole."""
    for angle in TURNS:
        page = drawn().rotate(angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
        write(f"{folder}/page{angle}.png", encoded(page, "PNG"))
    for angle in (90, 270):
        page = Image.new("RGB", (760, 640), "white")
        page.paste(drawn(second="Nobody needs to do anything"), (0, 0))
        page.paste(drawn("rack 17", "Password: " + SECRET).rotate(angle, expand=True), (600, 40))
        write(f"{folder}/label{angle}.png", encoded(page, "PNG"))


def check_turned(output):
    wrong = []
    for name in sorted(os.listdir(output)):
        angle = int("".join(sign for sign in name if sign.isdigit()))
        path = f"{output}/upright"
        with Image.open(f"{output}/{name}") as image:
            image.rotate(-angle, expand=True, fillcolor="white").save(path, "PNG")
            upright = OTHER in read(f"{output}/{name}") or OTHER in read(path)
        wrong += [f"{name}: {part} can be read" for part in readable(path) + readable(f"{output}/{name}")]
        if not upright:
            wrong.append(f"{name}: its other text is gone")
        os.remove(path)
    return wrong


def unread(folder):
    """Type that nobody can read for certain beside some that can be read."""
    image = drawn(second="")
    pen = ImageDraw.Draw(image)
    pen.text((20, 70), f"The service has a new password: {SECRET} and is running", "black", ImageFont.truetype(FONT, 5))
    pen.text((20, 85), "The next window is on Friday, nobody needs to do anything", "black", ImageFont.truetype(FONT, 5))
    write(f"{folder}/tiny.png", encoded(image, "PNG"))


def textless(folder):
    """What has rows of things in it and no text, or only a few words."""
    chance = random.Random(7)
    noise = Image.frombytes("RGB", (60, 45), chance.randbytes(60 * 45 * 3)).resize((900, 675), Image.Resampling.BICUBIC)
    write(f"{folder}/photo.jpg", encoded(noise, "JPEG", quality=85))
    windows, icons, chart = (Image.new("RGB", (800, 500), color) for color in ("#b4b4be", "#20242c", "white"))
    pen = ImageDraw.Draw(windows)
    for y in range(30, 480, 30):
        for x in range(30, 780, 22):
            pen.rectangle((x, y, x + 12, y + 18), "#283246")
    pen = ImageDraw.Draw(icons)
    for index in range(48):
        x, y = 30 + index % 12 * 60, 30 + index // 12 * 75
        box, kind = (x, y, x + 24, y + 24), chance.randrange(4)
        if kind == 0:
            pen.ellipse(box, outline="white", width=3)
        elif kind == 1:
            pen.rectangle(box, outline="#88aaff", width=3)
        elif kind == 2:
            pen.polygon((x, y + 24, x + 12, y, x + 24, y + 24), "#ffcc55")
        else:
            pen.line((x, y, x + 24, y + 24), "#77dd77", 4)
    pen, font = ImageDraw.Draw(chart), ImageFont.truetype(FONT, 14)
    pen.line((80, 40, 80, 420, 760, 420), "black", 2)
    for index in range(8):
        pen.text((40, 410 - index * 48), str(index * 100), "black", font)
        pen.rectangle((100 + index * 80, 420 - chance.randrange(50, 350), 150 + index * 80, 420), "steelblue")
    axis = Image.new("RGB", (200, 24), "white")
    ImageDraw.Draw(axis).text((5, 3), "Requests a minute", "black", font)
    chart.paste(axis.rotate(90, expand=True), (6, 150))
    for name, image in (("windows", windows), ("icons", icons), ("chart", chart)):
        write(f"{folder}/{name}.png", encoded(image, "PNG"))


# MARK: Broken

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flat_png(width, height, bits, color, rows=None):
    """One colour; `rows` fewer than it says."""
    rows = height if rows is None else rows
    line = b"\0" + bytes(width * bits // 8 if rows else 0)
    packer, data = zlib.compressobj(1), []
    for _ in range(rows):
        data.append(packer.compress(line))
    data.append(packer.flush())
    head = struct.pack(">IIBBBBB", width, height, 8 if bits >= 8 else bits, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"".join(data)) + chunk(b"IEND", b"")


def huge_tiff(width, height):
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, height),
            (279, 4, 64)]
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 72) + bytes(64) + body + struct.pack("<I", 0)


def looping_tiff(image):
    """Its list of pages never ends."""
    data = bytearray(encoded(image, "TIFF"))
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first:first + 2])[0]
    data[first + 2 + count * 12:first + 6 + count * 12] = struct.pack("<I", first)
    return bytes(data)


def samples():
    image = drawn()
    return {"png": encoded(image, "PNG"), "jpg": encoded(image, "JPEG", quality=92),
            "webp": encoded(image, "WEBP", lossless=True), "tiff": encoded(image, "TIFF", compression="tiff_lzw")}


def broken(folder, seed):
    rng = random.Random(seed)
    for suffix, data in samples().items():
        for part in (1, 4, 12, 30, 100, len(data) // 3, len(data) * 2 // 3, len(data) - 20, len(data) - 1):
            write(f"{folder}/cut-{part}.{suffix}", data[:part])
        for number in range(10):
            changed = bytearray(data)
            for _ in range(rng.choice((1, 1, 4, 40))):
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            write(f"{folder}/flip-{number}.{suffix}", bytes(changed))


def bombs(folder):
    write(f"{folder}/flat.png", flat_png(30000, 30000, 1, 0))
    write(f"{folder}/declared.png", flat_png(30000, 30000, 24, 2, rows=3))
    write(f"{folder}/widest.png", flat_png(0x7FFFFFF8, 1, 8, 0, rows=0))
    write(f"{folder}/huge.tiff", huge_tiff(0xFFFFFFFF, 0xFFFFFFFF))
    write(f"{folder}/large.tiff", huge_tiff(65535, 65535))
    write(f"{folder}/loop.tiff", looping_tiff(drawn()))


def misnamed(folder):
    good = samples()
    write(f"{folder}/jpeg.png", good["jpg"])
    write(f"{folder}/png.webp", good["png"])
    write(f"{folder}/picture.txt", good["png"])
    write(f"{folder}/picture", good["jpg"])
    write(f"{folder}/program.png", bytes_of("/bin/true"))
    write(f"{folder}/text.png", f"# notes\nPassword: {SECRET}\n".encode())
    write(f"{folder}/empty.png", b"")


def others(folder, seed):
    """Pictures that handoff doesn't read, and bytes that could be anything."""
    rng, image = random.Random(seed), drawn()
    for kind in ("BMP", "GIF", "ICO", "JPEG2000", "PCX", "PPM", "SGI", "TGA"):
        write(f"{folder}/other.{kind.lower()}", encoded(image, kind))
    write(f"{folder}/dark.bmp", encoded(Image.eval(image, lambda value: 255 - value), "BMP"))
    write(f"{folder}/photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + rng.randbytes(5000))
    for size in (300, 3000, 90000):
        write(f"{folder}/packed-{size}", rng.randbytes(size))
    changed = bytearray(samples()["webp"])
    changed[0] ^= 4
    write(f"{folder}/damaged.webp", bytes(changed))


def old_texts(folder):
    """Texts as they are: their bytes aren't UTF-8's, or a part of them was lost."""
    line = f"Сервер перезапущен в полдень\npassword: {SECRET}\n" * 20
    for name, text in (("koi8", line.encode("koi8-r")), ("cp1251", line.upper().replace("PASSWORD", "password").encode("cp1251")),
                       ("utf8", line.encode()), ("hole", line.encode() + bytes(len(line) // 8)),
                       ("latin", f"größer als üblich: ÿ\npassword: {SECRET}\n".encode("latin-1")),
                       ("gbk", f"服务器已重启，一切正常\npassword: {SECRET}\n".encode("gbk"))):
        write(f"{folder}/{name}.txt", text)


def check_broken(source, output, messages):
    """Each is named as left out, or has become a picture in which nothing secret can be read."""
    wrong, told = [], bytes_of(messages).decode(errors="replace")
    for name in sorted(os.listdir(source)):
        path = f"{output}/{name}"
        if not os.path.exists(path):
            if name not in told:
                wrong.append(f"{name} is gone without a word")
            continue
        if SECRET.encode() in bytes_of(path):
            wrong.append(f"{name}: the secret is in its bytes")
        try:
            wrong += [f"{name}: {part} can be read" for part in readable(path)]
        except OSError:
            # No picture: a text, or so short that nothing tells what it was.
            if len(bytes_of(path)) > 60 and b"REDACTED_" not in bytes_of(path):
                wrong.append(f"{name}: went as it was")
    if SECRET in told:
        wrong.append("the secret is in the messages")
    return wrong


# MARK: Painting

def check_stretch(program):
    """A patch on the middle of a word is painted over all of the word, its first and last signs and what stands out above it, and
    over nothing else."""
    image = Image.new("RGB", (560, 60), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 24)
    start = 20 + pen.textlength("Password: ", font)
    pen.text((20, 15), "Password: " + SECRET + " stays", (0, 0, 200), font)
    end = start + pen.textlength(SECRET, font)
    def text(data):
        return struct.pack(">i", len(data)) + data
    def request(sides):
        patch = struct.pack(">6i", 0, round(start) + 40, 21, round(end - start) - 80, 21, sides) + text(b"")
        message = struct.pack(">3i", 1, 1, 1) + patch + text(encoded(image, "PNG"))
        answer = subprocess.run([program, "__pictures"], input=struct.pack(">i", len(message)) + message, capture_output=True,
                                check=True).stdout
        with Image.open(io.BytesIO(answer[answer.index(b"\x89PNG"):])) as painted:
            return painted.convert("RGB")
    def inked(painted, left, right):
        return sum(count for count, pixel in painted.crop((round(left), 0, round(right), 60)).getcolors(1 << 16) if pixel == (0, 0, 200))
    open_both, closed = request(3), request(0)
    before = inked(image, 0, start - 4), inked(image, end + 4, 560)
    return [fault for fault, is_so in (
        ("a piece of the word stays", inked(open_both, start - 2, end + 2) > 0),
        ("words beside it went", (inked(open_both, 0, start - 4), inked(open_both, end + 4, 560)) != before),
        ("a closed side went on", inked(closed, start, start + 30) == 0 or inked(closed, end - 30, end) == 0)) if is_so]


def bounded(limit, argv):
    """Runs a command, and no process of it may have more memory than so many MB."""
    status = subprocess.run(argv, check=False).returncode
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1024 if sys.platform == "linux" else 1)
    if most > limit * 1_000_000:
        sys.exit(f"{most / 1e6:.0f} MB, more than {limit}")
    sys.exit(status if status >= 0 else 128 - status)


def main():
    name, *rest_of = sys.argv[1:]
    if name == "bounded":
        bounded(int(rest_of[0]), rest_of[1:])
    if name == "sample":
        write(rest_of[0], samples()[rest_of[0].rsplit(".", 1)[1]])
        return
    made = {"metadata": metadata, "check-metadata": check_metadata, "colours": colours, "check-colours": check_colours,
            "check-stretch": check_stretch,
            "pages": pages, "check-pages": check_pages,
            "turned": turned, "check-turned": check_turned, "unread": unread, "textless": textless,
            "broken": broken, "bombs": bombs, "misnamed": misnamed, "others": others, "old-texts": old_texts,
            "check-broken": check_broken}[name](*rest_of)
    if made:
        sys.exit("\n".join(made))


main()

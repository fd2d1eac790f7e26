"""A second reader: tesseract with settings of its own, and OpenCV for QR codes."""

import csv
import hashlib
import json
import os
import subprocess

import cv2
import numpy

# Pixels of the picture that is read for each CSS pixel of the page.
DENSITY = 2.4


def load(path):
    """Colour pixels, or None."""
    data = numpy.fromfile(path, numpy.uint8)
    return cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None


def prepared(pixels, factor, inverted=False):
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if abs(factor - 1) > .02:
        gray = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    if (numpy.median(gray) < 128) != inverted:
        gray = 255 - gray
    return gray


def against_ground(pixels, factor):
    """Black on white whatever the colours are: how far each pixel is from what surrounds it."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, None, fx=.25, fy=.25, interpolation=cv2.INTER_NEAREST)
    ground = cv2.resize(cv2.medianBlur(small, 9), (width, height), interpolation=cv2.INTER_NEAREST)
    far = numpy.abs(pixels.astype(numpy.int16) - ground).max(axis=2).astype(numpy.uint8)
    most = cv2.dilate(far, numpy.ones((25, 25), numpy.uint8)).astype(numpy.float32)
    drawn = numpy.where(most > 14, far * 255.0 / numpy.maximum(most, 14), 0)
    ink = 255 - numpy.clip(drawn, 0, 255).astype(numpy.uint8)
    return cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)


def tesseract(gray, psm):
    """[(text, left, top, right, bottom)]"""
    # Tables cost most when writing PNG; BMP has no compression.
    data = cv2.imencode(".bmp", gray)[1].tobytes()
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "--psm", str(psm), "--dpi", "200", "-l", "eng", "tsv"],
        input=data, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    words = []
    for row in csv.DictReader(done.stdout.decode("utf-8", "replace").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if (row.get("text") or "").strip():
            left, top = int(row["left"]), int(row["top"])
            words.append((row["text"], left, top, left + int(row["width"]), top + int(row["height"])))
    return words


class Reader:
    """Reads whole pictures once: the same pixels give the same words."""

    def __init__(self, cache):
        self.cache = cache
        os.makedirs(cache, exist_ok=True)

    def words(self, pixels, scale):
        """Words with boxes in the picture's own pixels."""
        factor = DENSITY / scale
        name = hashlib.sha256(pixels.tobytes() + f"{pixels.shape} {factor}".encode()).hexdigest()
        path = f"{self.cache}/{name}.json"
        if os.path.exists(path):
            with open(path) as file:
                return json.load(file)
        words = [[text, *(v / factor for v in box)] for text, *box in tesseract(prepared(pixels, factor), 11)]
        with open(path + ".new", "w") as file:
            json.dump(words, file)
        os.rename(path + ".new", path)
        return words

    def attack(self, pixels, boxes, scale):
        """What can be read at a planted place by those who look there: several scales, layouts, both polarities, any colours."""
        left = max(0, int(min(b[0] for b in boxes) - 12 * scale))
        top = max(0, int(min(b[1] for b in boxes) - 6 * scale))
        right, bottom = int(max(b[2] for b in boxes) + 12 * scale), int(max(b[3] for b in boxes) + 6 * scale)
        part = pixels[top:bottom, left:right]
        if min(part.shape[:2]) < 8:
            return []
        texts = ["".join(word[0] for word in tesseract(against_ground(part, 3 / scale), 6))]
        for factor, psm, inverted in ((2 / scale, 6, False), (3 / scale, 6, True), (3 / scale, 6, False), (4 / scale, 4, False)):
            words = tesseract(prepared(part, factor, inverted), psm)
            texts.append("".join(word[0] for word in words))
        return texts


def qr_codes(pixels):
    """What can be decoded in several sizes."""
    found = set()
    detector = cv2.QRCodeDetector()
    for factor in (1, 2, .5):
        scaled = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
        for image in (scaled, 255 - scaled):
            try:
                ok, texts, _, _ = detector.detectAndDecodeMulti(image)
            except cv2.error:
                continue
            if ok:
                found.update(text for text in texts if text)
    return found

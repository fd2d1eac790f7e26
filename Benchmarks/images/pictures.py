"""The corpus: pictures with planted secrets, and where each secret and each other word stands."""

import json
import os
import random

import pages
from chromium import Chromium
from kinds import Kinds, makers

# Width in CSS pixels, scale of the device.
SCREENS = ((1000, 1), (1000, 1.25), (860, 2), (1000, 1), (390, 2), (860, 1.25), (1000, 2), (390, 1), (860, 1))
FORMATS = ("png",) * 8 + ("jpeg", "webp")


def make(folder, count, seed, rules):
    """Writes N.png (or .jpg, .webp) and returns the truths, in order."""
    os.makedirs(f"{folder}/in")
    chromium = Chromium(f"{folder}/chromium")
    order = [layout for layout, weight in pages.LAYOUTS for _ in range(weight)]
    random.Random(f"{seed} order").shuffle(order)
    truths = []
    known = makers(rules, random.Random(f"{seed} makers"))
    try:
        for number in range(count):
            rng = random.Random(f"{seed} {number}")
            layout = order[number % len(order)]
            width, scale = SCREENS[(number + number // len(order)) % len(SCREENS)]
            dark = (number // 3) % 2 == 0
            kind = rng.choice(FORMATS)
            page = pages.Page(Kinds(known, rng), dark, width, folder)
            html = layout(page)
            height = 760 if width == 390 else 640
            data, truth = chromium.picture(html, width, height, scale, dark, kind)
            name = f"{number:03}.{'jpg' if kind == 'jpeg' else kind}"
            with open(f"{folder}/in/{name}", "wb") as file:
                file.write(data)
            truths.append(joined(page, truth, {
                "name": name, "layout": layout.__name__, "scale": scale, "dark": dark, "width": round(width * scale),
                "height": truth["height"], "cssWidth": width}))
    finally:
        chromium.close()
    with open(f"{folder}/truth.json", "w") as file:
        json.dump(truths, file, indent=1)
    return truths


def joined(page, truth, facts):
    values = {secret["id"]: secret for secret in page.secrets}
    secrets = {}
    for found in truth["secrets"]:
        number = int(found["id"])
        secrets.setdefault(number, {**values[number], "boxes": []})["boxes"] += found["boxes"]
    # What lies wholly below the picture's edge is not in it.
    inside = lambda boxes: [b for b in boxes if b[1] < facts["height"] - 4 and b[2] > b[0]]
    for secret in secrets.values():
        whole = len(secret["boxes"])
        secret["boxes"] = inside(secret["boxes"])
        secret["cut"] = len(secret["boxes"]) < whole
    facts["secrets"] = [s for s in secrets.values() if s["boxes"]]
    facts["words"] = [w for w in truth["words"] if inside(w["boxes"])]
    facts["text"] = truth["text"]
    return facts

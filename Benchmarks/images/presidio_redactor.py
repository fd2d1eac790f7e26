"""Presidio's image redactor as it comes, but without a language model, which PyPI doesn't have: its
pattern recognizers work, names and places aren't looked for. Runs in an environment of its own: a line
[input, output] in, a line about it out."""

import importlib.metadata
import json
import logging
import resource
import sys

import spacy
from PIL import Image
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_image_redactor import ImageAnalyzerEngine, ImageRedactorEngine

logging.disable(logging.CRITICAL)


class Blank(SpacyNlpEngine):
    def load(self):
        self.nlp = {"en": spacy.blank("en")}


def cpu():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main():
    out, sys.stdout = sys.stdout, sys.stderr
    language = Blank(models=[{"lang_code": "en", "model_name": "blank"}])
    language.load()
    engine = ImageRedactorEngine(ImageAnalyzerEngine(AnalyzerEngine(nlp_engine=language, supported_languages=["en"])))
    print(json.dumps({"version": importlib.metadata.version("presidio-image-redactor")}), file=out, flush=True)
    for line in sys.stdin:
        source, output = json.loads(line)
        before, error = cpu(), ""
        try:
            with Image.open(source) as image:
                engine.redact(image.convert("RGB"), fill=(0, 0, 0)).save(output)
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"[:300]
        print(json.dumps({"cpu": cpu() - before, "error": error}), file=out, flush=True)


main()

"""Two logs: text for people (stderr), JSON lines for the log store."""
import datetime
import json
import logging
import os
import time

POD = os.environ.get("ORDERS_POD", "orders-local")


class JSONLines:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1)

    def write(self, level, event, **fields):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"ts": now, "level": level, "pod": POD, "event": event} | fields
        self.file.write(json.dumps(record, ensure_ascii=False) + "\n")


def setup():
    handler = logging.FileHandler(os.environ["ORDERS_LOG"])
    formatter = logging.Formatter(f"%(asctime)s.%(msecs)03dZ [{POD} %(process)d] %(levelname)s %(name)s: %(message)s",
                                  "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(os.environ.get("LOG_LEVEL", "info").upper())
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


events = JSONLines(os.environ["ORDERS_NDJSON"])

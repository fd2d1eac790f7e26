"""Settings: `.env` into the environment, then orders.yaml."""
import os
import pathlib

import yaml

FOLDER = pathlib.Path(os.environ.get("ORDERS_CONFIG", "/srv/orders/config"))


def load_environment():
    for line in (FOLDER / ".env").read_text().splitlines():
        line = line.strip().removeprefix("export ")
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value.split("   #")[0].strip().strip("'\""))


load_environment()
SETTINGS = yaml.safe_load((FOLDER / "orders.yaml").read_text())

#!/usr/bin/env python3
"""Fills the templates of client-files/: `@{name}` is a value of planted.json, `@{name|url}` its encoded form.

    render.py OUT [NAME=TEXT…]      render every template into OUT
"""
import base64
import json
import pathlib
import re
import sys
import textwrap
import urllib.parse

HERE = pathlib.Path(__file__).parent
ENCODINGS = {
    "url": lambda s: urllib.parse.quote(s, safe=""),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "json": lambda s: json.dumps(s)[1:-1],
    "hex": lambda s: s.encode().hex(),
}


def planted():
    return json.loads((HERE / "planted.json").read_text())


def names():
    """The values by name, with those that are made of several."""
    book = {name: value for name, (kind, value) in planted()["values"].items()}
    for index, customer in enumerate(planted()["customers"], 1):
        for key, value in customer.items():
            book[f"customer_{index}_{key}"] = str(value)
    password = ENCODINGS["url"](book["db_password"])
    book["dsn"] = f"postgres://orders:{password}@db-1.shop.internal:5432/orders?sslmode=prefer"
    book["redis_url"] = f"redis://:{book['redis_password']}@cache-1.shop.internal:6379/0"
    book["amqp_url"] = f"amqp://orders:{ENCODINGS['url'](book['amqp_password'])}@mq-1.shop.internal:5672/%2Fshop"
    book["metrics_basic"] = ENCODINGS["base64"]("metrics:" + book["metrics_password"])
    auth = ENCODINGS["base64"]("deployer:" + book["registry_password"])
    registry = {"username": "deployer", "password": book["registry_password"], "auth": auth}
    book["dockerconfig"] = json.dumps({"auths": {"registry.acme-shop.example": registry}}, separators=(",", ":"))
    secret = {
        "apiVersion": "v1",
        "data": {"DATABASE_PASSWORD": ENCODINGS["base64"](book["db_password"])},
        "kind": "Secret",
        "metadata": {"annotations": {}, "labels": {"app": "orders"}, "name": "orders-secrets", "namespace": "shop"},
        "stringData": {"INTERNAL_TOKEN": book["internal_token"], "REDIS_URL": book["redis_url"]},
        "type": "Opaque",
    }
    book["last_applied_line"] = json.dumps(secret, separators=(",", ":"))
    book["deploy_key_line"] = book["deploy_key"].strip()
    book["tls_key_indented"] = textwrap.indent(book["tls_key"].strip(), "    ")
    return book


def render(text, book):
    def fill(match):
        name, _, encoding = match[1].partition("|")
        return ENCODINGS[encoding](book[name]) if encoding else book[name]

    return re.sub(r"@\{([a-z0-9_]+(?:\|[a-z0-9]+)?)\}", fill, text)


def main():
    out = pathlib.Path(sys.argv[1])
    book = names() | dict(pair.split("=", 1) for pair in sys.argv[2:])
    for source in sorted((HERE / "client-files").rglob("*")):
        if source.is_file():
            target = out / source.relative_to(HERE / "client-files")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(render(source.read_text(), book))


if __name__ == "__main__":
    main()

"""The orders service. It does what many services do: it works, and it logs too much."""
import base64
import json
import logging
import os
import time
import urllib.error
import urllib.request

import flask
import psycopg2

from . import logs
from .pool import ConnectionPool, PoolError
from .settings import SETTINGS

logs.setup()
log = logging.getLogger("orders.app")
http_log = logging.getLogger("orders.http")
payments_log = logging.getLogger("orders.payments")

database = SETTINGS["database"]
pool = ConnectionPool(os.environ["DATABASE_URL"], database["pool"]["size"], database["pool"]["acquire_timeout"])
application = flask.Flask("orders")
application.secret_key = os.environ["FLASK_SECRET_KEY"]
failures = 0

log.info("orders %s starting, env=%s region=%s", SETTINGS["service"]["version"], os.environ["APP_ENV"], os.environ["AWS_REGION"])
log.info("connecting to %s", os.environ["DATABASE_URL"])
log.debug("cache %s, broker %s", os.environ["REDIS_URL"], os.environ["AMQP_URL"])
log.debug("shipping client ready (api_key=%s, base=https://shipping.example/v2)", os.environ["SHIPPING_API_KEY"])
logs.events.write("info", "start", version=SETTINGS["service"]["version"], pid=os.getpid(),
                  config={"database": {k: database[k] for k in ("host", "user", "password", "pool")},
                          "redis": os.environ["REDIS_URL"], "payments": {"apiKey": os.environ["PAYMENTS_API_KEY"]}})


@application.before_request
def started():
    flask.g.started = time.monotonic()
    request = flask.request
    if request.path.startswith(("/internal", "/webhooks")):
        http_log.debug("%s %s headers: %s", request.method, request.path,
                       "; ".join(f"{name}: {value}" for name, value in request.headers.items()))


@application.after_request
def finished(response):
    request = flask.request
    if request.path == "/healthz" and response.status_code == 200:
        return response
    fields = {"method": request.method, "path": request.full_path.rstrip("?"), "status": response.status_code,
              "ms": round((time.monotonic() - flask.g.started) * 1000), "requestId": request.headers.get("X-Request-ID"),
              "client": request.headers.get("X-Forwarded-For")}
    if request.method == "POST":
        fields["body"] = request.get_data(as_text=True)
        fields["headers"] = {name: value for name, value in request.headers.items()
                             if name in ("Cookie", "Authorization", "X-Api-Key", "X-Signature", "User-Agent")}
    if "Set-Cookie" in response.headers:
        fields["setCookie"] = response.headers["Set-Cookie"]
    logs.events.write("info" if response.status_code < 500 else "error", "request", **fields)
    return response


@application.errorhandler(PoolError)
def pool_error(error):
    global failures
    failures += 1
    if failures % 12 == 1:
        log.exception("request %s failed", flask.request.headers.get("X-Request-ID"))
    else:
        cause = str(error.__cause__ or error).strip().splitlines()[-1].strip()
        log.error("request %s failed: %s", flask.request.headers.get("X-Request-ID"), cause)
    return {"error": "temporarily unavailable"}, 500


@application.errorhandler(psycopg2.Error)
def database_error(error):
    log.error("database error %s: %s", error.pgcode, str(error).strip())
    return {"error": "bad request"}, 400


@application.get("/healthz")
def health():
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders WHERE state = 'new'")
    return {"ok": True}


@application.get("/api/orders")
def search():
    email, token = flask.request.args.get("email", ""), flask.request.args.get("access_token", "")
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT customer_id FROM sessions WHERE access_token = %s", (token,))
        if cursor.fetchone() is None:
            log.warning("unknown access token %s for %s", token, email)
            return {"error": "forbidden"}, 403
        cursor.execute("SELECT o.id, o.total_cents, o.state FROM orders o WHERE lower(o.customer_email) = lower(%s)"
                       " AND o.note NOT ILIKE '%%cancelled by%%' ORDER BY o.placed_at DESC LIMIT 20", (email,))
        rows = cursor.fetchall()
    return {"orders": [{"id": r[0], "total": r[1], "state": r[2]} for r in rows]}


@application.post("/api/orders")
def create():
    order = flask.request.get_json()
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders (customer_email, customer_phone, total_cents, state, note)"
                       " VALUES (%s, %s, %s, 'new', %s) RETURNING id",
                       (order["email"], order["phone"], order["total"], order.get("note", "")))
        number = cursor.fetchone()[0]
        connection.commit()
    charge(number, order)
    return {"id": number}, 201


def charge(number, order):
    body = json.dumps({"amount": order["total"], "currency": "eur", "order": number}).encode()
    headers = {"Authorization": "Bearer " + os.environ["PAYMENTS_API_KEY"], "X-Service-Token": SETTINGS["payments"]["service_token"].strip(),
               "Content-Type": "application/json"}
    request = urllib.request.Request(SETTINGS["payments"]["endpoint"], body, headers)
    payments_log.debug("POST %s headers=%s body=%s", request.full_url, headers, body.decode())
    try:
        urllib.request.urlopen(request, timeout=2)
    except urllib.error.URLError as error:
        payments_log.error("charge of order %s failed with key %s: %s", number, os.environ["PAYMENTS_API_KEY"], error)
        if "card" in order:
            payments_log.warning("order %s: card %s of %s not charged, will retry", number, order["card"], order["email"])


@application.post("/api/customers")
def register():
    customer = flask.request.get_json()
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO customers (email, phone, iban) VALUES (%s, %s, %s)",
                       (customer["email"], customer["phone"], customer.get("iban")))
        connection.commit()
    return {"ok": True}, 201


@application.post("/api/login")
def login():
    form = flask.request.get_json()
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT session FROM sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email = %s", (form["email"],))
        row = cursor.fetchone()
    if row is None or row[0] is None:
        log.info("login failed for %s", form["email"])
        return {"error": "login failed"}, 401
    log.debug("login of %s: Set-Cookie: session=%s; HttpOnly; Path=/", form["email"], row[0])
    response = flask.make_response({"ok": True})
    response.headers["Set-Cookie"] = f"session={row[0]}; HttpOnly; Path=/; SameSite=Lax"
    return response


@application.get("/password-reset")
def reset():
    log.info("password reset with token=%s", flask.request.args.get("token"))
    return {"ok": True}


@application.get("/oauth/callback")
def callback():
    http_log.debug("exchange code=%s state=%s", flask.request.args.get("code"), flask.request.args.get("state"))
    return {"ok": True}


@application.get("/api/orders/<number>")
def detail(number):
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT state FROM orders WHERE id = CAST(%s AS bigint)", (number,))
        row = cursor.fetchone()
    return {"state": row[0]} if row else ({"error": "not found"}, 404)


@application.post("/webhooks/payments")
def webhook():
    event = flask.request.get_json()
    with pool.connection() as connection, connection.cursor() as cursor:
        for number in event["orders"]:
            cursor.execute("UPDATE orders SET state = 'paid' WHERE id = %s", (number,))
            time.sleep(0.4)
        connection.commit()
    return {"ok": True}


@application.get("/internal/metrics")
def metrics():
    kind, _, value = flask.request.headers.get("Authorization", "").partition(" ")
    user = base64.b64decode(value).decode().split(":")[0] if kind == "Basic" else "-"
    log.debug("metrics for user %s: pool %d/%d", user, pool.opened, pool.size)
    return {"pool_opened": pool.opened, "pool_size": pool.size}


@application.get("/internal/pool")
def pool_state():
    if flask.request.headers.get("X-Internal-Token") != os.environ["INTERNAL_TOKEN"]:
        return {"error": "forbidden"}, 403
    return {"opened": pool.opened, "idle": len(pool.idle), "size": pool.size}


@application.get("/admin/")
def admin():
    return {"ok": True}

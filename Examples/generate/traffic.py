#!/usr/bin/env python3
"""Customers: a quiet time, a rush that takes all connections, and a while after it.

    traffic.py SECONDS-QUIET SECONDS-RUSH SECONDS-AFTER
"""
import base64
import http.client
import json
import pathlib
import random
import sys
import threading
import time
import urllib.parse

PLANTED = json.loads((pathlib.Path(__file__).parent / "planted.json").read_text())
VALUES = {name: value for name, (kind, value) in PLANTED["values"].items()}
CUSTOMERS = PLANTED["customers"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0",
          "AcmeShopApp/7.2.0 (iPhone; iOS 18.6)",
          "AcmeShopApp/7.2.0 (Android 15)", "okhttp/4.12.0"]
FRONT = ("10.20.2.10", 8080)


def send(method, path, body=None, client=None, **headers):
    client = client or random.choice(CUSTOMERS)
    address = f"{['203.0.113', '198.51.100'][client['id'] % 2]}.{client['id'] % 250}"
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["Host"] = "orders.acme-shop.example"
    if not headers.get("User-Agent", "").startswith("Prometheus"):
        headers["X-Forwarded-For"] = address
    headers.setdefault("User-Agent", AGENTS[client["id"] % len(AGENTS)])
    if "session" in client:
        headers["Cookie"] = f"lang=en; session={client['session']}"
    if body is not None:
        body, headers["Content-Type"] = json.dumps(body), "application/json"
    connection = http.client.HTTPConnection(*FRONT, timeout=8, source_address=("10.20.0.5", 0))
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().read()
    except OSError:
        return None
    finally:
        connection.close()


def search(client):
    query = urllib.parse.urlencode({"email": client["email"], "access_token": client["access_token"]})
    extra = {}
    if random.random() < 0.15:
        extra["Referer"] = f"https://www.acme-shop.example/account?access_token={client['access_token']}&tab=orders"
    send("GET", "/api/orders?" + query, client=client, **extra)


def order(client, total=None):
    body = {"email": client["email"], "phone": client["phone"], "total": total or random.randint(500, 20000)}
    if "card" in client:
        body["card"] = client["card"]
    send("POST", "/api/orders", body, client)


def once():
    """What happens rarely, each at least once."""
    for number in range(1, 5):
        client = CUSTOMERS[(number - 1) * 3]
        send("GET", f"/password-reset?token={VALUES[f'reset_token_{number}']}")
        send("GET", f"/oauth/callback?code={urllib.parse.quote(VALUES[f'oauth_code_{number}'])}&state=st{number}checkout")
        send("POST", "/api/login", {"email": client["email"], "password": VALUES[f"login_password_{number}"]}, client)
        send("GET", "/internal/metrics", User_Agent="Prometheus/2.54.1")
    send("POST", "/api/login", {"email": CUSTOMERS[1]["email"], "password": VALUES["login_password_4"]}, CUSTOMERS[1])
    for client in CUSTOMERS:
        search(client)
        if "card" in client or client["id"] % 4 == 0:
            order(client)
        if "iban" in client:
            send("POST", "/api/customers", {"email": client["email"], "phone": client["phone"], "iban": client["iban"]}, client)
    order(CUSTOMERS[5], total=-100)
    send("GET", "/api/orders/A-2210")
    send("GET", "/api/orders/9931337")
    send("GET", "/favicon.ico")
    send("GET", "/internal/metrics")
    send("GET", "/api/orders?email=nobody&access_token=guest")
    wrong = base64.b64encode(b"admin:letmein").decode()
    send("GET", "/admin/", Authorization="Basic " + wrong)
    hook = {"X_Api_Key": VALUES["internal_token"], "X_Signature": "t=1795251000,v1=" + VALUES["webhook_signing_secret"]}
    pair = [threading.Thread(target=send, args=("POST", "/webhooks/payments", {"orders": orders}), kwargs=hook)
            for orders in ([101, 102], [102, 101])]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    send("GET", "/internal/pool", X_Internal_Token=VALUES["internal_token"], Authorization="Bearer " + VALUES["service_jwt"])


def customer_loop(index, until, pause):
    random.seed(index)
    client = CUSTOMERS[index % len(CUSTOMERS)]
    while time.monotonic() < until:
        (order if random.random() < 0.12 else search)(client)
        time.sleep(random.uniform(*pause))


def crowd(count, seconds, pause):
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=customer_loop, args=(index, until, pause), daemon=True) for index in range(count)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    quiet, rush, after = (float(a) for a in sys.argv[1:4])
    random.seed(1042)
    once()
    crowd(6, quiet, (1, 3))
    crowd(190, rush, (6, 13))
    crowd(8, after, (1, 3))

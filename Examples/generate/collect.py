#!/usr/bin/env python3
"""Puts the client folder together: the logs as the servers wrote them, the rendered templates, and the two lists.

    collect.py LOGS EXAMPLES
"""
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys

import render

LOGS = {"nginx/access.log": "logs/nginx-access.log", "nginx/error.log": "logs/nginx-error.log",
        "postgresql.log": "logs/postgresql.log", "orders-app.log": "logs/orders-app.log",
        "orders-app.ndjson": "logs/orders-app.ndjson", "pg_stat_activity.txt": "output/pg_stat_activity.txt"}

# What support needs to read after redaction: text, file.
KEEP = """
FATAL:  sorry, too many clients already	logs/postgresql.log
FATAL:  password authentication failed for user "reporting"	logs/postgresql.log
DETAIL:  Connection matched pg_hba.conf line 2: "host    all  all       10.20.0.0/16      scram-sha-256"	logs/postgresql.log
starting PostgreSQL 15.	logs/postgresql.log
listening on IPv4 address "10.20.5.20", port 5432	logs/postgresql.log
ERROR:  deadlock detected	logs/postgresql.log
ERROR:  unrecognized role option "pasword" at character 19	logs/postgresql.log
ERROR:  duplicate key value violates unique constraint "customers_email_key"	logs/postgresql.log
ERROR:  invalid input syntax for type bigint: "A-2210" at character 42	logs/postgresql.log
CREATE ROLE analyst LOGIN PASSWORD	logs/postgresql.log
CREATE SERVER warehouse FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'wh-1.shop.internal', dbname 'warehouse');	logs/postgresql.log
UPDATE orders SET state = 'paid' WHERE id = 102	logs/postgresql.log
SELECT o.id, o.total_cents, o.state FROM orders o WHERE lower(o.customer_email) = lower(	logs/postgresql.log
upstream timed out (110: Connection timed out) while reading response header from upstream	logs/nginx-error.log
no live upstreams while connecting to upstream	logs/nginx-error.log
upstream: "http://10.20.3.11:8000/	logs/nginx-error.log
host: "orders.acme-shop.example"	logs/nginx-error.log
user "admin": password mismatch	logs/nginx-error.log
access forbidden by rule, client:	logs/nginx-error.log
"GET /favicon.ico HTTP/1.1" 404	logs/nginx-access.log
AcmeShopApp/7.2.0 (Android 15)	logs/nginx-access.log
upstream=10.20.3.12:8000	logs/nginx-access.log
Prometheus/2.54.1	logs/nginx-access.log
orders.pool.PoolError: cannot open connection	logs/orders-app.log
psycopg2.OperationalError: connection to server at "db-1.shop.internal" (10.20.5.20), port 5432 failed: FATAL:  sorry, too many clients already	logs/orders-app.log
File "/srv/orders/orders/pool.py", line	logs/orders-app.log
size 40, acquire timeout 2.5s	logs/orders-app.log
orders 2.14.3 starting, env=production region=eu-central-1	logs/orders-app.log
@db-1.shop.internal:5432/orders?sslmode=prefer	logs/orders-app.log
[orders-7c9d8f6b5-x2x7k	logs/orders-app.log
HTTP Error 503: Service Unavailable	logs/orders-app.log
"pod": "orders-7c9d8f6b5-pm4zd"	logs/orders-app.ndjson
"pool": {"size": 40, "acquire_timeout": 2.5, "recycle": 1800}	logs/orders-app.ndjson
"path": "/webhooks/payments", "status": 200	logs/orders-app.ndjson
wait_event_type	output/pg_stat_activity.txt
Liveness probe failed: Get "http://10.20.3.11:8000/healthz": context deadline exceeded	output/kubectl-describe.txt
orders@sha256:5b0f9c3e7d1a48263c9e5f70b8d4a1620e3f7c958d2b6a41f09e8c7d5b3a2610	output/kubectl-describe.txt
<set to the key 'DATABASE_PASSWORD' in secret 'orders-secrets'>	output/kubectl-describe.txt
Exit Code:    137	output/kubectl-describe.txt
# This is per gunicorn worker!	config/orders.yaml
size: 40	config/orders.yaml
# raised on Friday while we look for the timeouts; put back to info!	config/.env
DB_HOST=db-1.shop.internal	config/.env
GUNICORN_THREADS=40	config/.env
proxy_read_timeout 4s;      # was 30s before the incident of March	config/nginx.conf
auth_basic_user_file /srv/nginx/htpasswd;	config/nginx.conf
max_connections = 100	config/postgresql.conf
superuser_reserved_connections = 0	config/postgresql.conf
password_encryption = 'scram-sha-256'	config/postgresql.conf
8f3d2c61b7a04e59c1d8e2f7a6b39054d1c7e8fa	config/settings.json
"passwordMinLength": 12	config/settings.json
"tokenBucketSize": 20	config/settings.json
spring.datasource.hikari.maximum-pool-size=10	config/application.properties
jdbc:postgresql://db-1.shop.internal:5432/orders?user=invoices&password=	config/application.properties
uid: 6c1f0a52-3b7e-4d0c-9a86-51e2f7c4b930	kubernetes/orders-secret.yaml
secretKeyRef: {name: orders-secrets, key: DATABASE_PASSWORD}	kubernetes/orders-deployment.yaml
deployment.kubernetes.io/revision: "47"	kubernetes/orders-deployment.yaml
password = var.db_admin_password	terraform/main.tf
pool_size         = 40 # 4 * 40 = 160 > 100	terraform/main.tf
environment       = "production"	terraform/terraform.tfvars
last good snapshot `4c81d2f0`	notes.md
`max_connections = 100`	notes.md
id: ORD-1042	ticket.yaml
repository: https://github.com/acme-shop/orders	ticket.yaml
""".strip().splitlines()


def forms(value):
    """A value as it may stand in a file: (form, name of the encoding)."""
    yield value, ""
    for name, encode in render.ENCODINGS.items():
        if encode(value) != value:
            yield encode(value), {"json": "JSON-escaped", "url": "URL-encoded"}.get(name, name)


def secrets(book):
    """Every planted thing: (value, kind)."""
    planted = render.planted()
    for kind, value in planted["values"].values():
        if kind == "private key":
            yield render.ENCODINGS["base64"](value), "private key, base64"
            for line in value.splitlines():
                if len(line) > 20 and "-----" not in line:
                    yield line, "private key, a line"
        else:
            for form, encoding in forms(value):
                yield form, kind + (", " + encoding if encoding else "")
    personal = {"email": "e-mail", "phone": "phone", "card": "card number", "iban": "IBAN",
                "access_token": "access token", "session": "session cookie"}
    for customer in planted["customers"]:
        for key, kind in personal.items():
            if key in customer:
                for form, encoding in forms(customer[key]):
                    yield form, kind + (", " + encoding if encoding else "")
    yield book["metrics_basic"], "password, base64 of user:password"
    yield render.ENCODINGS["base64"](book["dsn"]), "connection string, base64"
    yield render.ENCODINGS["base64"](book["dockerconfig"]), "registry login, base64"


def main():
    source, examples = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder = examples / "orders-outage"
    shutil.rmtree(folder, ignore_errors=True)
    for old, new in LOGS.items():
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / old, folder / new)

    # the dates of the ticket follow the logs
    errors = (folder / "logs/nginx-error.log").read_text()
    first = datetime.datetime.strptime(re.search(r"(\S+ \S+) \[error\].*upstream timed out", errors)[1], "%Y/%m/%d %H:%M:%S")
    stamp = "%Y-%m-%dT%H:%M:%SZ"
    restarts = (folder / "logs/orders-app.log").read_text().count("Listening at: http://10.20.3.11:8000") - 1
    assert restarts > 0, "no pod was restarted; make the rush longer"
    dates = {"since": first.strftime(stamp), "created": (first + datetime.timedelta(minutes=9)).strftime(stamp),
             "backup_when": first.strftime("%Y-%m-%dT02:10:00Z"), "restarts": str(restarts),
             "day_long": first.strftime("%a, %d %b %Y 04:02:11 +0000")}
    subprocess.run([sys.executable, render.HERE / "render.py", folder, *(f"{k}={v}" for k, v in dates.items())], check=True)

    files = {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}
    seen, lines, missing = set(), [], []
    for value, kind in secrets(render.names()):
        where = [name for name, text in files.items() if value in text]
        if where and value not in seen:
            seen.add(value)
            lines.append(f"{value}\t{kind}\t{','.join(where)}")
    everywhere = "\n".join(line.split("\t")[0] for line in lines)
    for name, (kind, value) in render.planted()["values"].items():
        if kind != "private key" and value not in everywhere and not any(form in everywhere for form, _ in forms(value)):
            missing.append(name)
    assert not missing, f"planted nowhere: {missing}"
    (examples / "orders-outage.planted.tsv").write_text("\n".join(lines) + "\n")

    # request ids are random hexadecimal, and have to stay
    access = (folder / "logs/nginx-access.log").read_text()
    request = re.search(r'" 500 .* (rid=[0-9a-f]{32})', access)[1]
    failed = re.search(r"request ([0-9a-f]{32}) failed", (folder / "logs/orders-app.log").read_text())[0]
    extra = [f"{request}\tlogs/nginx-access.log", f"{failed}\tlogs/orders-app.log", f"since: {dates['since']}\tticket.yaml"]
    (examples / "orders-outage.keep.tsv").write_text("\n".join(KEEP + extra) + "\n")


if __name__ == "__main__":
    main()

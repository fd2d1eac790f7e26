#!/usr/bin/env python3
"""Makes planted.json: every made-up secret and every made-up customer of the example.

Run it once; the result is committed, so that the logs can be made again with the same values.
No value was ever valid anywhere. Those with a vendor's prefix fail that vendor's checksum or length.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import secrets
import string
import subprocess
import zlib

ALNUM = string.ascii_letters + string.digits
UNAMBIGUOUS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def text(length, alphabet=ALNUM):
    return "".join(secrets.choice(alphabet) for _ in range(length))


def password(length, special):
    """A password with each of the special characters in it once, never first or last."""
    body = list(text(length - len(special), UNAMBIGUOUS))
    for character in special:
        body.insert(1 + secrets.randbelow(len(body) - 1), character)
    return "".join(body)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(claims, key):
    head = base64url(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")).encode())
    body = base64url(json.dumps(claims, separators=(",", ":")).encode())
    signature = hmac.new(key.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64url(signature)}"


def github_token():
    """`ghp_` and 36 characters, the last six of which are not the CRC-32 of the others."""
    while True:
        body = text(36)
        crc, digits = zlib.crc32(body[:30].encode()), ""
        alphabet = string.digits + string.ascii_uppercase + string.ascii_lowercase
        for _ in range(6):
            crc, rest = divmod(crc, 62)
            digits = alphabet[rest] + digits
        if digits != body[30:]:
            return "ghp_" + body


def card(prefix):
    digits = prefix + text(15 - len(prefix), string.digits)
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def iban(country, account):
    letters = "".join(str(ord(c) - 55) for c in country)
    return f"{country}{98 - int(account + letters + '00') % 97:02d}{account}"


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True, text=True).stdout


def scram(secret):
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, 4096)
    stored = hashlib.sha256(hmac.new(salted, b"Client Key", "sha256").digest()).digest()
    server = hmac.new(salted, b"Server Key", "sha256").digest()
    return "SCRAM-SHA-256$4096:%s$%s:%s" % tuple(base64.b64encode(b).decode() for b in (salt, stored, server))


jwt_key = text(48)
admin = password(18, "!")
values = {
    # name: [kind, value]
    "db_password": ["password", password(22, "#/@+")],
    "db_password_old": ["password", password(20, "%!")],
    "db_superuser_password": ["password", password(24, "=")],
    "reporting_password": ["password", password(20, "$&")],
    "reporting_password_new": ["password", password(22, ":")],
    "analyst_password": ["password", password(18, "!")],
    "warehouse_password": ["password", password(20, "")],
    "proxy_password": ["password", password(20, "")],
    "replica_password": ["password", password(24, "-")],
    "migrator_verifier": ["password hash", scram(text(20))],
    "metrics_password": ["password", password(20, "~")],
    "admin_htpasswd": ["password hash", openssl("passwd", "-apr1", admin).strip()],
    "redis_password": ["password", text(32)],
    "amqp_password": ["password", password(20, "^")],
    "smtp_password": ["password", password(18, '"')],
    "invoice_db_password": ["password", password(20, "*")],
    "keystore_password": ["password", password(16, "_")],
    "registry_password": ["password", password(26, "")],
    "restic_password": ["password", "-".join(text(6, string.ascii_lowercase + string.digits) for _ in range(5))],
    "terraform_db_admin_password": ["password", password(24, "!?")],
    "terraform_state_password": ["password", password(22, "")],
    "flask_secret_key": ["signing key", secrets.token_hex(32)],
    "jwt_signing_key": ["signing key", jwt_key],
    "webhook_signing_secret": ["signing key", secrets.token_hex(24)],
    "payments_key": ["api key", "sk_test_" + text(20)],
    "shipping_api_key": ["api key", text(40)],
    "monitoring_api_key": ["api key", secrets.token_hex(16)],
    "maps_api_key": ["api key", text(36)],
    "hosting_api_token": ["api token", text(44)],
    "github_token": ["api token", github_token()],
    "internal_token": ["api token", "int_" + text(32)],
    "aws_access_key_id": ["access key id", "AKIA" + text(9, string.ascii_uppercase + "234567") + "EXAMPLE"],
    "aws_secret_access_key": ["secret access key", text(30, ALNUM + "/+") + "EXAMPLEKEY"],
    "service_jwt": ["jwt", jwt({"iss": "orders", "aud": "payments", "sub": "svc-orders", "iat": 1795248000,
                                "exp": 1826784000, "jti": secrets.token_hex(8)}, jwt_key)],
    "kubernetes_jwt": ["jwt", jwt({"iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:shop:orders",
                                   "kubernetes.io/serviceaccount/namespace": "shop",
                                   "uid": secrets.token_hex(16)}, text(32))],
    "oncall_email": ["e-mail", "oncall.checkout+" + text(3, string.digits) + "@acme-shop.example"],
    "oauth_refresh_token": ["oauth token", "1//" + text(60, ALNUM + "-_")],
    "oauth_client_secret": ["oauth token", text(35, ALNUM + "-_")],
}
for number in range(1, 5):
    values[f"oauth_code_{number}"] = ["oauth code", "4_0" + text(40, ALNUM + "-_")]
    values[f"reset_token_{number}"] = ["reset token", secrets.token_urlsafe(32).strip("-_")]
    values[f"login_password_{number}"] = ["password", password(14, "!")]

values["deploy_key"] = ["private key", openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout")]
values["signing_private_key"] = ["private key", openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")]
values["tls_key"] = ["private key", openssl("genpkey", "-algorithm", "ed25519")]

names = """Anna Keller,Jonas Brandt,Mira Novak,Tomasz Zielinski,Claire Dubois,Hugo Lefebvre,Sofia Rossi,Marco Conti,
Elena Petrova,Lars Nilsson,Ingrid Solberg,Pieter Visser,Noor de Wit,Aoife Byrne,Declan Walsh,Grace Okafor,Samuel Mensah,
Priya Raman,Arjun Mehta,Yuki Tanaka,Lucia Herrera,Diego Fuentes,Emily Carter,Owen Hughes""".replace("\n", "").split(",")
domains = ["example.com", "example.org", "example.net", "mail.example", "post.example"]
customers = []
for index, name in enumerate(names):
    customer = {
        "id": 1001 + index * 37,
        "name": name,
        "email": name.lower().replace(" ", "." if index % 3 else "_") + (str(index * 7) if index % 4 == 1 else "")
        + "@" + domains[index % len(domains)],
        # numbers that the regulators keep free for fiction
        "phone": [f"+1415555{100 + index:04d}", f"+4930231251{index:02d}", f"+4420794601{index:02d}"][index % 3],
        "access_token": secrets.token_hex(20) if index % 2 else text(32),
    }
    if index % 3 == 0:
        customer["session"] = "s%3A" + text(32) + "." + text(27)
    customers.append(customer)
customers[2]["card"] = card("400000")
customers[9]["card"] = card("555555")
customers[16]["card"] = card("400000")
customers[4]["iban"] = iban("DE", "50000000" + text(10, string.digits))
customers[13]["iban"] = iban("DE", "50000000" + text(10, string.digits))

target = pathlib.Path(__file__).with_name("planted.json")
target.write_text(json.dumps({"values": values, "customers": customers}, indent=2) + "\n")

"""Planted secrets, all made up: by the examples of the built-in rules with other characters, or from nothing."""

import base64
import json
import string

import values

HEX, LOWER, ALNUM = "0123456789abcdef", string.ascii_lowercase, string.ascii_letters + string.digits
BASE32 = string.ascii_uppercase + "234567"
PEOPLE = ("Ada", "Bruno", "Carla", "Derya", "Emil", "Farah", "Goran", "Hanna", "Ines", "Jonas", "Kira", "Liam")
FAMILIES = ("Abbott", "Brandt", "Castro", "Dietrich", "Eriksen", "Fontana", "Gruber", "Horvat", "Iversen", "Keller")
VENDORS = {
    "GitHub token": ("github-personal-access-token", "github-oauth-token", "github-installation-token"),
    "GitLab token": ("gitlab-personal-access-token", "gitlab-deploy-token", "gitlab-runner-token"),
    "Slack token": ("slack-token",),
    "Stripe key": ("stripe-secret-key", "stripe-webhook-secret"),
    "Google API key": ("google-api-key", "google-oauth-client-secret"),
    "other vendor token": (
        "openai-api-key", "anthropic-api-key", "huggingface-token", "groq-api-key", "notion-token", "linear-api-key",
        "figma-token", "hubspot-private-app-token", "postman-api-key", "doppler-token", "databricks-token",
        "digitalocean-token", "supabase-access-token", "sendgrid-api-key", "mailgun-api-key", "twilio-api-key",
        "npm-access-token", "docker-hub-token", "rubygems-api-key", "newrelic-api-key", "sentry-auth-token",
        "grafana-service-account-token", "shopify-token", "vault-token", "pulumi-access-token", "snyk-api-token",
        "telegram-bot-token", "tailscale-key", "planetscale-token", "cloudflare-api-token"),
}
# What only the profile `support` takes out.
PERSONAL = ("e-mail", "phone", "card", "IBAN")


def text(rng, length, letters=ALNUM):
    return "".join(rng.choices(letters, k=length))


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def makers(rules, rng):
    """Of the vendors' tokens, by rule."""
    wanted = {"azure-client-secret"}.union(*VENDORS.values())
    made = {}
    for rule in rules:
        for pieces, secrets in rule.examples:
            if rule.id in wanted and rule.id not in made and len(secrets) == 1 and "\n" not in secrets[0]:
                maker = values.Maker(rule, pieces, secrets, 0, rng)
                if maker.varies:
                    made[rule.id] = maker
    return made


class Kinds:
    def __init__(self, makers, rng):
        self.makers, self.rng = makers, rng

    def vendor(self, kind):
        known = [rule for rule in VENDORS[kind] if rule in self.makers]
        return self.makers[self.rng.choice(known)].make(self.rng)

    def password(self):
        # A quote or a dollar would need an escape of each notation.
        while True:
            made = values.password(self.rng)
            if not set(made) & set("$'\"&#@!^*+=%"):
                return made

    def strong(self):
        while True:
            made = values.password(self.rng)
            if not set(made) & set("$'\""):
                return made

    def aws_id(self):
        return "AK" + "IA" + text(self.rng, 16, BASE32)

    def aws_secret(self):
        return text(self.rng, 40, ALNUM + ALNUM + "+/")

    def azure_key(self):
        return base64.b64encode(self.rng.randbytes(64)).decode()

    def jwt(self):
        claims = {"sub": str(self.rng.randrange(10 ** 6)), "name": self.rng.choice(PEOPLE).lower(),
                  "iat": 1700000000 + self.rng.randrange(10 ** 7)}
        head = url64(b'{"alg":"HS256","typ":"JWT"}')
        return f"{head}.{url64(json.dumps(claims).encode())}.{url64(self.rng.randbytes(32))}"

    def basic(self):
        return base64.b64encode(f"{self.rng.choice(PEOPLE).lower()}:{self.password()}".encode()).decode()

    def pem(self, lines):
        body = base64.b64encode(self.rng.randbytes(48 * lines)).decode()
        return ["MII" + body[3:64]] + [body[i:i + 64] for i in range(64, len(body), 64)]

    def setup_key(self):
        return text(self.rng, 32, BASE32)

    def person(self):
        return self.rng.choice(PEOPLE), self.rng.choice(FAMILIES)

    def mail(self):
        first, last = self.person()
        host = self.rng.choice(("harborline", "copperfield", "northgate", "velvetsoft", "quartzworks"))
        sign = self.rng.choice((".", "_", "-", ""))
        return f"{first}{sign}{last}{self.rng.randrange(1, 99)}@{host}.{self.rng.choice(('com', 'org', 'io', 'net'))}".lower()

    def phone(self):
        n = lambda count: text(self.rng, count, string.digits)
        return self.rng.choice((
            lambda: f"+49 30 {self.rng.randrange(2, 9)}{n(3)} {n(4)}", lambda: f"+44 20 7{n(3)} {n(4)}",
            lambda: f"+1 (212) 55{self.rng.randrange(2, 9)}-{n(4)}", lambda: f"+33 1 4{n(1)} {n(2)} {n(2)} {n(2)}"))()

    def card(self):
        digits = [int(c) for c in "4" + text(self.rng, 14, string.digits)]
        total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits))
        number = "".join(map(str, digits)) + str(-total % 10)
        return " ".join(number[i:i + 4] for i in range(0, 16, 4))

    def iban(self):
        account = text(self.rng, 18, string.digits)
        check = 98 - int(account + "131400") % 97
        number = f"DE{check:02}{account}"
        return " ".join(number[i:i + 4] for i in range(0, 22, 4))

    def recovery_codes(self):
        return [f"{text(self.rng, 5, LOWER + string.digits)}-{text(self.rng, 5, LOWER + string.digits)}" for _ in range(6)]

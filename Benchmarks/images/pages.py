"""Pages as people photograph them, in layouts of our own, with planted secrets."""

import base64
import html
import io

import kinds
import terminal

SANS = "'Inter', 'Roboto', 'Liberation Sans', sans-serif"
FONTS = (SANS, "'Roboto', sans-serif", "'Noto Sans', sans-serif", "'Liberation Sans', Arial, sans-serif")
MONO = ("'DejaVu Sans Mono', monospace", "'Liberation Mono', monospace", "'Fira Code', monospace")
LIGHT = {"bg": "#ffffff", "fg": "#1f2328", "soft": "#f3f4f6", "dim": "#57606a", "line": "#d0d7de", "link": "#0b57d0",
         "key": "#7a3e9d", "str": "#0a6640", "bar": "#e9ecef", "ok": "#dafbe1", "pale": "#a3a9b1"}
DARK = {"bg": "#16181d", "fg": "#e3e6ea", "soft": "#22262e", "dim": "#9aa4b0", "line": "#3a404a", "link": "#7ab4ff",
        "key": "#c792ea", "str": "#9fd88f", "bar": "#0e1014", "ok": "#123d22", "pale": "#5d646e"}


class Page:
    def __init__(self, made, dark, width, work):
        self.made, self.rng, self.dark, self.width, self.work = made, made.rng, dark, width, work
        self.narrow = width < 500
        self.color = DARK if dark else LIGHT
        self.secrets = []
        self.mono = self.rng.choice(MONO)
        self.size = self.rng.choice((13, 13, 14, 15))

    def plant(self, kind, value):
        self.secrets.append({"kind": kind, "id": len(self.secrets), "value": value})
        return len(self.secrets) - 1

    def secret(self, kind, value, shown=None):
        number = self.plant(kind, value)
        # Some have been selected with the mouse, some are shown in a paler type.
        look = self.rng.choice(("selected", "muted") + ("",) * 14)
        return f'<span class="secret {look}" data-kind="{kind}" data-id="{number}">{html.escape(shown or value)}</span>'

    def qr(self, kind, value, size):
        import qrcode
        image = qrcode.make(value, border=3, box_size=6)
        data = io.BytesIO()
        image.save(data, "PNG")
        url = "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
        return (f'<img class="secret" data-kind="{kind}" data-id="{self.plant(kind, value)}" src="{url}" '
                f'style="width:{size}px;height:{size}px;image-rendering:pixelated">')

    # MARK: Fragments

    def any_token(self):
        """(name of a variable, kind, value)"""
        kind = self.rng.choice(list(kinds.VENDORS))
        prefix = {"GitHub token": "GITHUB_TOKEN", "GitLab token": "CI_DEPLOY_TOKEN", "Slack token": "SLACK_BOT_TOKEN",
                  "Stripe key": "STRIPE_KEY", "Google API key": "MAPS_API_KEY", "other vendor token": "SERVICE_TOKEN"}
        return prefix[kind], kind, self.made.vendor(kind)

    def dsn(self):
        rng = self.rng
        scheme, port = rng.choice((("postgres", 5432), ("mysql", 3306), ("mongodb", 27017), ("redis", 6379), ("amqp", 5672)))
        before = f"{scheme}://{rng.choice(('app', 'billing', 'reader', 'svc'))}:"
        after = f"@{rng.choice(('db', 'store', 'queue'))}-{rng.randrange(1, 9)}.internal:{port}/main"
        return before, self.made.password(), after

    def sql(self):
        return ("Server=tcp:sql-" + str(self.rng.randrange(1, 9)) + ".internal,1433;Database=orders;User Id=app;Password=",
                self.made.password(), ";Encrypt=true;")

    def storage(self):
        return (f"DefaultEndpointsProtocol=https;AccountName=stor{self.rng.randrange(100, 999)};AccountKey=",
                self.made.azure_key(), ";EndpointSuffix=core.windows.net")

    def hook(self):
        r = self.rng
        return (f"https://hooks.slack.com/services/T{kinds.text(r, 8, kinds.BASE32)}/B{kinds.text(r, 8, kinds.BASE32)}/"
                + kinds.text(r, 24))

    def signed(self):
        r = self.rng
        return (f"https://files-{r.randrange(10, 99)}.s3.amazonaws.com/export.csv?X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
                "&X-Amz-Signature=", kinds.text(r, 64, kinds.HEX), "")

    def otpauth(self):
        key = self.made.setup_key()
        return f"otpauth://totp/Portal:{self.made.person()[0].lower()}?secret={key}&issuer=Portal", key

    # MARK: The whole

    def activity(self):
        """What stands around secrets and is none: dates, ids, digests, versions."""
        r = self.rng
        what = ("Deployment of the web service finished", "Disk usage is below eighty percent", "Invoice was sent to accounting",
                "Backup of the orders database completed", "Certificate was renewed", "Two reviewers have approved the change",
                "Worker was restarted after an update", "Report for the third quarter is ready")
        rows = "".join(
            f"<tr><td>2026-0{r.randrange(1, 9)}-1{r.randrange(9)} 0{r.randrange(9)}:{r.randrange(10, 59)}</td><td>{text}</td><td>"
            + r.choice((kinds.text(r, 7, kinds.HEX), f"v{r.randrange(1, 9)}.{r.randrange(20)}.{r.randrange(9)}",
                        f"#{r.randrange(1000, 9999)}", f"{r.randrange(2, 90)} s", f"10.0.{r.randrange(9)}.{r.randrange(200)}"))
            + "</td></tr>" for text in r.sample(what, r.randrange(2, 6)))
        return f"<h2>Recent activity</h2><table><tr><th>Time</th><th>Event</th><th>Detail</th></tr>{rows}</table>"

    def document(self, title, body, style=""):
        c = self.color
        if "</main>" in body and "<pre>" not in body and self.rng.random() < .7:
            body = body.replace("</main>", self.activity() + "</main>")
        font = self.rng.choice(FONTS)
        return f"""<!doctype html><meta charset="utf-8"><title>{title}</title><style>
* {{ box-sizing: border-box }}
body {{ margin: 0; background: {c['bg']}; color: {c['fg']}; font: {self.size}px/1.5 {font} }}
main {{ padding: {'14px 12px' if self.narrow else '20px 28px'} }}
header {{ background: {c['bar']}; border-bottom: 1px solid {c['line']}; padding: 9px 16px; font-weight: 600 }}
header small {{ color: {c['dim']}; font-weight: 400; margin-left: 14px }}
h1 {{ font-size: 1.4em; margin: 0 0 10px }} h2 {{ font-size: 1.08em; margin: 14px 0 6px }} p {{ margin: 0 0 9px }}
.mono, pre, code {{ font-family: {self.mono} }}
pre {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; line-height: 1.45 }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border-bottom: 1px solid {c['line']}; padding: 6px 10px; text-align: left; overflow-wrap: anywhere; vertical-align: top }}
th {{ background: {c['soft']}; color: {c['dim']}; font-weight: 600 }}
.pair {{ display: grid; grid-template-columns: {'118px' if self.narrow else '190px'} 1fr; padding: 7px 0; border-bottom: 1px solid {c['line']} }}
.pair > :first-child, .dim, label {{ color: {c['dim']} }} .pair > :last-child {{ overflow-wrap: anywhere }}
.field {{ border: 1px solid {c['line']}; border-radius: 4px; padding: 6px 10px; margin: 2px 0 10px; background: {c['soft']}; overflow-wrap: anywhere }}
.card {{ border: 1px solid {c['line']}; border-radius: 8px; padding: 12px 16px; margin: 0 0 12px }}
.selected {{ background: #1a63d8; color: #ffffff }} .muted {{ color: {c['pale']} }}
.k {{ color: {c['key']} }} .v {{ color: {c['str']} }} .button {{ background: {c['link']}; color: {c['bg']}; border-radius: 5px; padding: 4px 12px; display: inline-block }}
{style}</style><body>{body}"""

    def pair(self, name, value):
        return f'<div class="pair"><div>{name}</div><div>{value}</div></div>'

    def field(self, name, value):
        return f'<label>{name}</label><div class="field mono">{value}</div>'

    def person(self):
        first, last = self.made.person()
        return f"{first} {last}"


# MARK: Cloud consoles

def access_key_console(page):
    """Two columns, as AWS shows a new access key."""
    body = page.pair("Access key", page.secret("AWS access key id", page.made.aws_id())) + \
        page.pair("Secret access key", page.secret("AWS secret key", page.made.aws_secret())) + \
        page.pair("Created", "2026-03-14 09:22 UTC") + page.pair("Status", "Active")
    return page.document("Access keys", f"""<header>Console <small>Identity and Access</small></header><main>
<h1>Retrieve access keys</h1><p>If you lose or forget your secret access key, you cannot retrieve it.</p>
<div class="card">{body}</div><p class="dim">Best practice: rotate keys every ninety days and remove unused ones.</p>
<span class="button">Done</span></main>""")


def secrets_table(page):
    """Key and value, as a secrets manager lists them; the names stand in a column."""
    rows = [("username", "orders_app"), ("password", page.secret("password in a table", page.made.strong())),
            ("engine", "postgres"), ("host", "orders.cluster.internal"), ("port", "5432")]
    name, kind, value = page.any_token()
    rows.append((name.lower(), page.secret(kind, value)))
    cells = "".join(f"<tr><td>{k}</td><td class=mono>{v}</td></tr>" for k, v in rows)
    return page.document("Secrets", f"""<header>Secrets <small>eu-central-1</small></header><main><h1>prod/orders/database</h1>
<p>Secret value retrieved. Choose Edit to change a pair.</p><table><tr><th>Secret key</th><th>Secret value</th></tr>{cells}</table></main>""")


def credentials_console(page):
    """Cards, as a cloud's page of API credentials."""
    key = page.made.vendor("Google API key")
    other = page.made.vendor("Google API key")
    return page.document("Credentials", f"""<header>Platform <small>harborline-prod</small></header><main><h1>API keys and client</h1>
<div class="card"><b>Maps browser key</b><p class="dim">Created 4 May 2026 by the platform team</p>{page.field('Your API key', page.secret('Google API key', key))}
<p>This key is unrestricted. Restrict it to prevent unauthorized use.</p></div>
<div class="card"><b>Web client</b>{page.pair('Client name', 'Portal login')}{page.pair('Client secret', page.secret('Google API key', other))}
{page.pair('Creation date', 'May 4, 2026')}</div></main>""")


def storage_keys(page):
    """Labels above fields, as Azure shows an account's keys."""
    before, key, after = page.storage()
    return page.document("Access keys", f"""<header>Storage account <small>Access keys</small></header><main>
<p>Use access keys to authenticate your applications' requests. Keep them in a secure location.</p>
<h2>key1</h2><p class="dim">Last rotated: 12 February 2026</p>{page.field('Key', page.secret('Azure key', page.made.azure_key()))}
{page.field('Connection string', before + page.secret('storage connection string', key) + after)}</main>""")


def client_secrets(page):
    """A table with headings, as Azure lists an application's secrets."""
    if "azure-client-secret" in page.made.makers:
        value = page.made.makers["azure-client-secret"].make(page.rng)
    else:
        value = kinds.text(page.rng, 40)
    return page.document("Certificates and secrets", f"""<header>App registrations <small>portal-backend</small></header><main>
<h1>Client secrets</h1><p>Copy the client secret value now, it cannot be viewed later.</p>
<table><tr><th>Description</th><th>Expires</th><th>Value</th></tr>
<tr><td>deploy pipeline</td><td>9/30/2027</td><td class=mono>{page.secret('Azure client secret', value)}</td></tr></table>
<p></p>{page.pair('Display name', 'portal-backend')}{page.pair('Supported accounts', 'My organization only')}</main>""")


def token_page(page):
    kind = page.rng.choice(("GitHub token", "GitLab token"))
    return page.document("Tokens", f"""<header>Settings <small>Developer settings</small></header><main>
<h1>Personal access tokens</h1><p>Tokens you have generated can be used to access the API.</p>
<div class="card" style="background:{page.color['ok']}"><p>Make sure to copy your personal access token now.</p>
<code>{page.secret(kind, page.made.vendor(kind))}</code></div>
<div class="card"><b>release-bot</b> <span class="dim">repo, workflow, write:packages</span><p>Expires on Thu, Oct 8 2026.</p></div></main>""")


def payment_keys(page):
    stripe = page.secret("Stripe key", page.made.vendor("Stripe key"))
    hook = page.secret("Stripe key", page.made.vendor("Stripe key"))
    return page.document("API keys", f"""<header>Payments <small>Developers</small></header><main><h1>Standard keys</h1>
<table><tr><th>Name</th><th>Token</th><th>Last used</th></tr><tr><td>Secret key</td><td class=mono>{stripe}</td><td>2 days ago</td></tr>
</table><h2>Endpoint</h2>{page.pair('URL', 'https://shop.example.org/hooks')}{page.pair('Signing secret', '<span class=mono>' + hook + '</span>')}
{page.pair('Events', 'invoice.paid, charge.failed')}</main>""")


def database_users(page):
    """Values below a heading that names them."""
    rows = ""
    for name in page.rng.sample(("admin", "reporting", "backup", "billing", "readonly"), 3):
        rows += f"<tr><td>{name}</td><td class=mono>{page.secret('password in a table', page.made.strong())}</td><td>db-{name}.internal</td></tr>"
    return page.document("Accounts", f"""<header>Sheet <small>database accounts</small></header><main>
<table><tr><th>User</th><th>Password</th><th>Host</th></tr>{rows}</table><p></p><p class="dim">Do not share outside of operations.</p></main>""")


def connection_form(page):
    return page.document("Connection", f"""<header>Database client <small>New connection</small></header><main>
{page.field('Host', 'orders.internal')}{page.field('User name', 'orders_app')}
{page.field('Password', page.secret('password in a form', page.made.strong()))}{page.field('Database', 'orders')}
<span class="button">Test connection</span></main>""")


def vault_entry(page):
    """A password manager's entry."""
    key = page.made.setup_key().lower()
    shown = " ".join(key[i:i + 4] for i in range(0, 32, 4))
    return page.document("Entry", f"""<header>Vault <small>Login</small></header><main><h1>Staging portal</h1>
{page.pair('Website', 'staging.harborline.org')}{page.pair('Username', 'release')}
{page.pair('Password', '<span class=mono>' + page.secret('password in a form', page.made.strong()) + '</span>')}
{page.pair('Setup key', page.secret('TOTP setup key', key, shown))}{page.pair('Updated', '3 weeks ago')}</main>""")


def webhook_settings(page):
    name, kind, value = page.any_token()
    return page.document("Integrations", f"""<header>Workspace <small>Incoming webhooks</small></header><main>
<h1>Webhook URLs for your workspace</h1><p>To dispatch messages, send your message in JSON as the body of a request.</p>
{page.field('Webhook URL', page.secret('webhook URL', page.hook()))}{page.field('Token', page.secret(kind, value))}
<p class="dim">Channel: deployments, added by the platform team</p></main>""")


# MARK: Second factors

def enrolment(page):
    uri, key = page.otpauth()
    shown = " ".join(key[i:i + 4] for i in range(0, 32, 4))
    size = page.rng.choice((150, 180, 210))
    return page.document("Two-factor authentication", f"""<header>Account security</header><main>
<h1>Set up authenticator app</h1><p>Scan the image below with the authenticator app on your phone.</p>
<div>{page.qr('TOTP QR code', uri, size)}</div><p>Unable to scan? Enter this setup key instead:</p>
<p class=mono>Setup key: {page.secret('TOTP setup key', key, shown)}</p><p>Then enter the code that the application shows.</p></main>""")


def recovery(page):
    codes = page.made.recovery_codes()
    listed = "".join(f"<div>{page.secret('recovery code', code)}</div>" for code in codes)
    return page.document("Recovery codes", f"""<header>Account security</header><main><h1>Two-factor recovery codes</h1>
<p>Keep your recovery codes as safe as your password. Each can be used once.</p>
<div class="card"><h2>Recovery codes</h2><div class=mono style="display:grid;grid-template-columns:1fr 1fr;gap:6px">{listed}</div></div>
<span class="button">Download</span></main>""")


def authenticator_export(page):
    uri, key = page.otpauth()
    before, after = uri.split(key)
    return page.document("Export", f"""<header>Provisioning <small>service account</small></header><main>
<h1>Authenticator URI</h1><p>Paste this address in the tool that generates codes.</p>
<div class="field mono">{html.escape(before)}{page.secret('otpauth URI', key)}{html.escape(after)}</div>
<p>Image for a phone:</p>{page.qr('TOTP QR code', uri, 160)}</main>""")


# MARK: People

def customer(page):
    body = page.pair("Name", "on file") + page.pair("E-mail", page.secret("e-mail", page.made.mail())) + \
        page.pair("Phone", page.secret("phone", page.made.phone()))
    pay = page.pair("Card number", page.secret("card", page.made.card())) + page.pair("Valid until", "08/29") + \
        page.pair("IBAN", page.secret("IBAN", page.made.iban()))
    return page.document("Customer", f"""<header>Back office <small>Customers</small></header><main><h1>Customer 40{page.rng.randrange(100, 999)}</h1>
<div class="card"><h2>Contact</h2>{body}</div><div class="card"><h2>Payment details</h2>{pay}</div>
<p class="dim">Last order: two boxes of filters, shipped on Tuesday</p></main>""")


def ticket(page):
    return page.document("Ticket", f"""<header>Support <small>open tickets</small></header><main><h1>Refund has not arrived</h1>
<div class="card"><p>Hello, my refund for order 77{page.rng.randrange(100, 999)} has not arrived yet. Please send it to
{page.secret('IBAN', page.made.iban())} and call me at {page.secret('phone', page.made.phone())} when it is done.</p>
<p>You can also write to {page.secret('e-mail', page.made.mail())}. I paid with the card {page.secret('card', page.made.card())}.</p></div>
<p class="dim">Assigned to second level, priority normal</p></main>""")


def inbox(page):
    rows = ""
    for subject in ("Invoice for March", "Meeting moved to Friday", "Access to the staging server", "Welcome aboard"):
        rows += f"<tr><td>{page.secret('e-mail', page.made.mail())}</td><td>{subject}</td><td>09:{page.rng.randrange(10, 59)}</td></tr>"
    return page.document("Mail", f"<header>Mail <small>Inbox</small></header><main><table><tr><th>From</th><th>Subject</th><th>Time</th></tr>{rows}</table></main>")


# MARK: Talk

def bubbles(page, texts):
    made = ""
    for i, (name, text) in enumerate(texts):
        side = "margin-left:auto;" if i % 2 else ""
        color = page.color["soft"] if i % 2 else page.color["bar"]
        made += (f'<div style="{side}background:{color};border-radius:10px;padding:8px 12px;margin-bottom:10px;'
                 f'max-width:84%;overflow-wrap:anywhere"><b>{name}</b> <span class=dim>10:{page.rng.randrange(10, 59)}</span><br>{text}</div>')
    return page.document("Chat", f"<header>#operations</header><main>{made}</main>")


def chat(page):
    password = page.secret("password in a chat", page.made.strong())
    says = page.rng.choice((f"the password is {password}", f"try password: {password}", f"root password is {password} for now"))
    name, kind, value = page.any_token()
    return bubbles(page, [
        (page.rng.choice(kinds.PEOPLE), "Hi, the import job fails since this morning, can you have a look?"),
        (page.rng.choice(kinds.PEOPLE), f"Sure. Log in to the staging host, {says}"),
        (page.rng.choice(kinds.PEOPLE), "Thanks, and which token does the job use?"),
        (page.rng.choice(kinds.PEOPLE), f"This one: {page.secret(kind, value)} but please rotate it afterwards.")])


def chat_links(page):
    before, password, after = page.dsn()
    first, signature, last = page.signed()
    return bubbles(page, [
        (page.rng.choice(kinds.PEOPLE), "Which database does the report read?"),
        (page.rng.choice(kinds.PEOPLE), html.escape(before) + page.secret("URL with password", password) + html.escape(after)),
        (page.rng.choice(kinds.PEOPLE), "And the export of yesterday evening?"),
        (page.rng.choice(kinds.PEOPLE), html.escape(first) + page.secret("signed URL", signature) + last)])


# MARK: Editors

def editor(page, name, lines):
    number, rows = 0, ""
    for line in lines:
        number += 1
        rows += f'<div style="display:flex"><span class=dim style="width:38px;flex:none;text-align:right;padding-right:12px">{number}</span><span style="overflow-wrap:anywhere;white-space:pre-wrap">{line or " "}</span></div>'
    side = "" if page.narrow else (
        f'<div style="width:150px;flex:none;background:{page.color["soft"]};padding:10px;font-size:12px"><b>EXPLORER</b>'
        '<div>config</div><div>src</div><div>tests</div><div>Makefile</div><div>README.md</div></div>')
    return page.document(name, f"""<header>{name} <small>shop-backend</small></header>
<div style="display:flex">{side}<div class=mono style="padding:10px 4px;font-size:13px;line-height:1.5">{rows}</div></div>""")


def assigned(page, name, value, kind=None):
    shown = page.secret(kind, value) if kind else html.escape(value)
    return f'<span class=k>{name}</span>=<span class=v>{shown}</span>'


def env_file(page):
    name, kind, value = page.any_token()
    before, password, after = page.dsn()
    lines = [
        "<span class=dim># settings of the shop</span>", assigned(page, "APP_ENV", "production"),
        assigned(page, "APP_URL", "https://shop.example.org"), assigned(page, "LOG_LEVEL", "info"), "",
        assigned(page, "DB_HOST", "orders.internal"), assigned(page, "DB_USERNAME", "orders"),
        assigned(page, "DB_PASSWORD", page.made.strong(), "password in .env"),
        f'<span class=k>DATABASE_URL</span>=<span class=v>{before}{page.secret("URL with password", password)}{after}</span>', "",
        assigned(page, name, value, kind), assigned(page, "CACHE_TTL", "3600")]
    return editor(page, ".env", lines)


def yaml_file(page):
    def line(indent, name, value=""):
        return f"{' ' * indent}<span class=k>{name}</span>: <span class=v>{value}</span>"
    name, kind, value = page.any_token()
    return editor(page, "docker-compose.yml", [
        line(0, "services"), line(2, "database"), line(4, "image", "postgres:16"), line(4, "restart", "always"),
        line(4, "environment"), line(6, "POSTGRES_USER", "orders"),
        line(6, "POSTGRES_PASSWORD", page.secret("password in YAML or JSON", page.made.password())),
        line(2, "worker"), line(4, "image", "registry.internal/worker:2.4"), line(4, "environment"),
        line(6, name, page.secret(kind, value)), line(6, "CONCURRENCY", "8")])


def json_file(page):
    before, password, after = page.sql()
    name, kind, value = page.any_token()
    q = lambda text: f'<span class=k>"{text}"</span>'
    v = lambda text: f'<span class=v>"{text}"</span>'
    return editor(page, "appsettings.json", [
        "{", f"  {q('ConnectionStrings')}: {{", f"    {q('Default')}: {v(before + page.secret('SQL connection string', password) + after)}",
        "  },", f"  {q('Mail')}: {{", f"    {q('Host')}: {v('smtp.internal')},",
        f"    {q('Password')}: {v(page.secret('password in YAML or JSON', page.made.password()))}", "  },",
        f"  {q(name.title().replace('_', ''))}: {v(page.secret(kind, value))},", f"  {q('AllowedHosts')}: {v('*')}", "}"])


# MARK: Browser tools

def network_panel(page):
    rng = page.rng
    token = page.secret("JWT", page.made.jwt()) if rng.random() < .5 else page.secret("bearer token", kinds.text(rng, 40))
    rows = [("Request URL", "https://api.shop.example.org/v2/orders"), ("Request Method", "GET"), ("Status Code", "200 OK"),
            ("Accept", "application/json"), ("Authorization", f"Bearer {token}"),
            ("Cookie", "theme=dark; session=" + page.secret("session cookie", kinds.text(rng, 32, kinds.HEX))),
            ("Content-Type", "application/json"), ("X-Request-Id", str(rng.randrange(10 ** 8, 10 ** 9)))]
    body = "".join(f'<div style="display:flex;padding:2px 0"><b style="width:{110 if page.narrow else 160}px;flex:none">{k}:</b><span style="overflow-wrap:anywhere">{v}</span></div>' for k, v in rows)
    return page.document("DevTools", f"""<header>Elements Console <u>Network</u> Sources</header><main style="font-size:12px">
<h2>Headers</h2>{body}</main>""")


def basic_panel(page):
    rng = page.rng
    rows = [("GET", "/api/status", "200"), ("POST", "/api/import", "401"), ("GET", "/api/items?page=2", "200")]
    table = "".join(f"<tr><td>{m}</td><td>{p}</td><td>{s}</td></tr>" for m, p, s in rows)
    return page.document("DevTools", f"""<header>Console <u>Network</u></header><main><table><tr><th>Method</th><th>Path</th><th>Status</th></tr>{table}</table>
<h2>Request headers</h2><pre>Host: api.internal
Authorization: Basic {page.secret('basic auth', page.made.basic())}
X-Api-Key: {page.secret('API key by header', kinds.text(rng, 32))}
User-Agent: importer/2.1</pre></main>""")


def api_response(page):
    token = page.made.jwt()
    return page.document("Response", f"""<header>Request <small>POST https://auth.internal/oauth/token</small></header><main>
<p class="dim">200 OK, 148 ms, 1.2 KB</p><pre>{{
  "access_token": "{page.secret('JWT', token)}",
  "token_type": "bearer",
  "expires_in": 3600,
  "refresh_token": "{page.secret('bearer token', kinds.text(page.rng, 40))}",
  "scope": "orders:read orders:write"
}}</pre></main>""")


def build_log(page):
    before, password, after = page.dsn()
    name, kind, value = page.any_token()
    return page.document("Build", f"""<header>Actions <small>deploy, run 812</small></header><main style="font-size:12px"><pre>
Run ./deploy.sh --stage production
  using node v20.11.1, npm 10.2.4
  env: {name}={page.secret(kind, value)}
Installing dependencies from lockfile
added 412 packages in 9s
Migrating {before}{page.secret('URL with password', password)}{after}
Error: relation "orders_old" does not exist
    at Migration.run (src/migrate.js:88:13)
Process completed with exit code 1.</pre></main>""")


# MARK: Terminals

def shell(page, pieces):
    """`pieces`: texts and (kind, value) in turn."""
    body, planted = "", []
    for piece in pieces:
        if isinstance(piece, tuple):
            planted.append((piece[0], page.plant(*piece), piece[1]))
            body += piece[1]
        else:
            body += piece
    size = 13 if page.size < 14 else 14
    before = page.rng.sample((
        "uptime\n 09:14:22 up 41 days,  3:07,  2 users,  load average: 0.31, 0.28, 0.24\n", "whoami\nops\n",
        "git log --oneline -3\n\x1b[33m4fe21ab\x1b[0m Raise the limit of open files\n\x1b[33m9c01d77\x1b[0m Log slow requests\n"
        "\x1b[33me2b8810\x1b[0m Update the base image\n",
        "df -h /\nFilesystem      Size  Used Avail Use% Mounted on\n/dev/nvme0n1p1   78G   41G   34G  55% /\n",
        "kubectl get pods -n shop\nNAME                     READY   STATUS    RESTARTS   AGE\nweb-6c9f7d5b8-x2kqp      1/1     Running"
        "   0          12d\nworker-5d8b9c7f4-mm7zt   1/1     Running   2          12d\n"), page.rng.randrange(0, 3))
    body = "".join(PROMPT + text for text in before) + body
    columns = max(38, int((page.width - 24) / (size * 0.602 + .02)))
    shown, seen = terminal.render(page.work, body, planted, columns, 60)
    page.secrets = [secret for secret in page.secrets if secret["id"] in seen]
    page.mono = MONO[0]
    back, front = ("#111317", "#d6d9de") if page.dark else ("#fbfbfb", "#24292f")
    return page.document("Terminal", f'<pre style="padding:10px 12px;white-space:pre;font-size:{size}px;line-height:1.3">{shown}</pre>',
                         f"body {{ background: {back}; color: {front} }}")


PROMPT = "\x1b[32mops@bastion\x1b[0m:\x1b[34m~/deploy\x1b[0m$ "


def kubectl(page):
    encoded = lambda text: base64.b64encode(text.encode()).decode()
    return shell(page, [
        PROMPT + "kubectl get secret orders-db -o yaml\napiVersion: v1\ndata:\n  password: ",
        ("Kubernetes secret data", encoded(page.made.strong())), "\n  token: ",
        ("Kubernetes secret data", encoded(kinds.text(page.rng, 30))),
        "\nkind: Secret\nmetadata:\n  creationTimestamp: \"2026-02-11T08:14:02Z\"\n  name: orders-db\n  namespace: shop\n"
        "type: Opaque\n" + PROMPT])


def shell_env(page):
    name, kind, value = page.any_token()
    before, password, after = page.dsn()
    return shell(page, [
        PROMPT + "env | sort | head\nAWS_ACCESS_KEY_ID=", ("AWS access key id", page.made.aws_id()),
        "\nAWS_DEFAULT_REGION=eu-central-1\nAWS_SECRET_ACCESS_KEY=", ("AWS secret key", page.made.aws_secret()),
        f"\nDATABASE_URL={before}", ("URL with password", password), f"{after}\nEDITOR=vim\n{name}=", (kind, value),
        "\nLANG=C.UTF-8\n" + PROMPT])


def shell_commands(page):
    first, signature, last = page.signed()
    return shell(page, [
        PROMPT + "curl -s -u deploy:", ("password on a command line", page.made.password()),
        " https://registry.internal/v2/_catalog\n\x1b[33m{\"repositories\":[\"web\",\"worker\"]}\x1b[0m\n" + PROMPT
        + "mysql -h orders.internal --user=app --password=", ("password on a command line", page.made.password()),
        " orders\n\x1b[31mERROR 1045 (28000): Access denied for user 'app'@'10.0.3.7'\x1b[0m\n" + PROMPT
        + f"wget '{first}", ("signed URL", signature), f"{last}'\nHTTP request sent, awaiting response... 200 OK\n" + PROMPT])


def shell_key(page):
    pieces = [PROMPT + "cat tls/server.key\n-----BEGIN RSA PRIVATE KEY-----\n"]
    for line in page.made.pem(6):
        pieces += [("private key", line), "\n"]
    pieces += ["-----END RSA PRIVATE KEY-----\n" + PROMPT + "ls -l tls\ntotal 8\n-rw-r--r-- 1 ops ops 1302 Mar 14 09:21 server.crt\n"
               "-rw------- 1 ops ops 1704 Mar 14 09:21 server.key\n" + PROMPT]
    return shell(page, pieces)


def shell_git(page):
    token = page.made.vendor("GitHub token")
    return shell(page, [
        PROMPT + "git remote -v\norigin  https://bot:", ("GitHub token", token),
        "@git.example.org/shop/backend.git (fetch)\n" + PROMPT + "docker inspect worker --format '{{.Config.Env}}'\n"
        "[PATH=/usr/bin SMTP_PASSWORD=", ("password in .env", page.made.password()), " TZ=UTC]\n" + PROMPT
        + "grep -r Bearer logs/\nlogs/app.log:87: Authorization: Bearer ", ("JWT", page.made.jwt()), "\n" + PROMPT])


# Each with its weight.
LAYOUTS = (
    (access_key_console, 3), (secrets_table, 3), (credentials_console, 2), (storage_keys, 3), (client_secrets, 3),
    (token_page, 2), (payment_keys, 2), (database_users, 2), (connection_form, 3), (vault_entry, 2), (webhook_settings, 3),
    (enrolment, 3), (recovery, 2), (authenticator_export, 2), (customer, 3), (ticket, 3), (inbox, 1), (chat, 4),
    (chat_links, 3), (env_file, 4), (yaml_file, 3), (json_file, 3), (network_panel, 4), (basic_panel, 4), (api_response, 2),
    (build_log, 3), (kubectl, 4), (shell_env, 3), (shell_commands, 4), (shell_key, 3), (shell_git, 3))

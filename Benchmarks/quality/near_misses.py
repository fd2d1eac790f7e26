"""More log lines without a credential: words that sound like one, and public ids that look like one."""

import string

from generated import MIXED, Lines

UPPER = string.ascii_uppercase + string.digits
BASE58 = "".join(c for c in MIXED if c not in "0OIl")
AREAS = ("auth", "session", "token", "password", "secrets", "api-key", "key", "cookie", "login", "passwd",
         "credentials", "jwt", "oauth", "signature", "salt", "secret", "access-token", "csrf", "vault")
SUBJECTS = (
    "hash with argon2 (#4211)", "don't log it when it is empty", "rotate on refresh", "fix leak on logout",
    "add expiry", "rename to handle", "move tests", "handle nil", "bump to v2", "remove unused import",
    "retry twice when the store is down", "document the format", "make it optional", "log failures",
)


class NearMisses(Lines):
    def subject(self):
        return f"{self.one(*AREAS)}: {self.one(*SUBJECTS)}"

    def kind_git_subjects(self):
        return self.one(
            lambda: f"{self.hex(7)} {self.subject()}",
            lambda: f"* {self.hex(7)} - {self.subject()} ({self.int(9) + 1} days ago) <bob>",
            lambda: f"    {self.subject()}",
            lambda: f"Merge branch 'feature/{self.one(*AREAS)}-rotation' into main",
            lambda: f" * [new branch]      {self.one(*AREAS)}-refresh -> origin/{self.one(*AREAS)}-refresh",
            lambda: f"Author: Bob Example <bob@example.com>  {self.hex(40)} {self.subject()}",
            lambda: f"[main {self.hex(7)}] {self.subject()}",
            lambda: f" src/{self.one(*AREAS)}/{self.word()}.go | {self.int(99)} ++++---",
            lambda: f"fixup! {self.one('fix', 'feat', 'chore')}({self.one(*AREAS)}): {self.one(*SUBJECTS)}",
        )()

    def kind_words_before_a_colon(self):
        at = f"{self.iso()} {self.one('INFO', 'WARN', 'ERROR', 'DEBUG')}"
        area = self.one(*AREAS)
        state = self.one("ok", "none", "enabled", "disabled", "required", "optional", "expired", "invalid",
                         "missing", "not found", "unchanged", "rotated", "valid", "empty", "unknown")
        return self.one(
            lambda: f"{at} {area}: {state}",
            lambda: f"{at} {area}={self.one('ok', 'none', 'enabled', 'disabled', 'required', 'missing')} user=bob",
            lambda: f"{at} [{area}] {state} for user {self.int(9999)}",
            lambda: f"{at} {area}: user bob logged in from {self.ip()}",
            lambda: f"{at} {area}: checking store {self.word()}",
            lambda: f"{at} {area} {state}: retrying in {self.int(99)} s",
            lambda: f"{at} error: {area}: open /etc/app/{self.word()}.yaml: no such file or directory",
            lambda: f"{at} Unexpected token: '}}' at line {self.int(999)}",
            lambda: f"{at} SyntaxError: Unexpected token < in JSON at position {self.int(99)}",
            lambda: f"{at} Pass: {self.int(999)}, Fail: {self.int(9)}, Skip: {self.int(9)}",
            lambda: f"{at} WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"",
            lambda: f"{at} Authorization: Bearer ***",
            lambda: f"{at} password: string (required), token: string (optional)",
            lambda: f"{at} validation failed: password: must have 12 characters; token: must not be blank",
            lambda: f"{at} field \"password\": expected string, got null",
            lambda: f"{at} missing environment variable: {area.upper().replace('-', '_')}",
            lambda: f"{at} {area} provider: {self.word()}, backend: memory",
        )()

    def kind_settings_that_are_no_secrets(self):
        return self.one(
            lambda: f"session_timeout={self.int(9999)} session_store=redis cookie_domain=example.com cookie_name=sid",
            lambda: f"secure_cookie=true csrf_protection=on password_file=/run/secrets/db token_ttl={self.int(99)}h",
            lambda: f"token_endpoint=https://id.example.com/oauth/token auth_url=https://id.example.com/auth",
            lambda: f"kms_key_id=alias/{self.word()} ssh_key_name=deploy key_file=/etc/ssl/{self.word()}.key",
            lambda: f"primary_key=id sort_key=created_at partition_key=tenant key_prefix={self.word()}:",
            lambda: f'{{"key":"uploads/{self.uuid()}/photo.png","bucket":"{self.word()}","versionId":"{self.text(32, MIXED)}"}}',
            lambda: f'{{"keyId":"{self.uuid()}","keySpec":"AES_256","keyUsage":"ENCRYPT_DECRYPT","keyState":"Enabled"}}',
            lambda: f'{{"i18n":"login.password.label","key":"settings.token.hint","lang":"de"}}',
            lambda: f"key={self.word()}-{self.int(10**6)} partition={self.int(64)} offset={self.int(10**8)}",
            lambda: f"  secretName: {self.word()}-tls",
            lambda: f"  password: ${{{self.word().upper().replace('-', '_')}_PASSWORD:?unset}}",
            lambda: f"  token: {{{{ .Values.{self.word().replace('-', '')}.token }}}}",
            lambda: f"proxy_pass http://{self.word()}:8080; fastcgi_pass unix:/run/php/php-fpm.sock;",
            lambda: f"PasswordAuthentication no",
            lambda: f"debug1: Authentications that can continue: publickey,password",
            lambda: f"debug1: Server host key: ssh-ed25519 SHA256:{self.b64(32).rstrip('=')}",
            lambda: f"debug1: Offering public key: /home/bob/.ssh/id_ed25519 ED25519 SHA256:{self.b64(32).rstrip('=')} agent",
            lambda: f"  preshared key: (hidden)\n  private key: (hidden)",
            lambda: f"peer: {self.b64(32)}\n  endpoint: {self.ip()}:51820",
            lambda: f"      --password string      password for basic auth (default \"\")",
            lambda: f"  --token TOKEN  the token to use, see docs/tokens.md",
            lambda: f" password   | character varying(255) |           | not null |",
            lambda: f"ALTER TABLE users ADD COLUMN token text NOT NULL DEFAULT ''",
            lambda: f"CREATE INDEX {self.word().replace('-', '_')}_session_id_idx ON sessions (session_id, token_hash)",
            lambda: f"TASK [common : set password policy] *****",
            lambda: f"aws_secretsmanager_secret.db: Creation complete after 1s [id={self.arn()}]",
            lambda: f"auth_method=password auth=none auth=true password=false password=required tls=on",
            lambda: f"API_KEY=<unset> SECRET=(redacted) TOKEN=xxxxxxxx PASSWORD=**** COOKIE=[FILTERED]",
            lambda: f'Parameters: {{"utf8"=>"✓", "user"=>{{"login"=>"bob", "password"=>"[FILTERED]"}}, "commit"=>"Sign in"}}',
        )()

    def kind_mail(self):
        return self.one(
            lambda: f"{self.syslog()} mx postfix/smtp[{self.int(65536)}]: {self.hex(10).upper()}: to=<a@example.com>, relay=mx.example.com[{self.ip()}]:25, "
                    f"delay=0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {self.hex(10).upper()})",
            lambda: f"{self.syslog()} mx postfix/smtpd[{self.int(65536)}]: {self.hex(10).upper()}: client=unknown[{self.ip()}], sasl_method=PLAIN, sasl_username=bob",
            lambda: f"{self.syslog()} mx dovecot: auth: mysql(bob,{self.ip()}): unknown user",
            lambda: f"{self.syslog()} mx dovecot: auth-worker({self.int(9999)}): pam(bob,{self.ip()}): pam_authenticate() failed: Authentication failure (password mismatch?)",
            lambda: f"Authentication-Results: mx.example.com; dkim=pass header.i=@example.com; spf=pass smtp.mailfrom=example.com; dmarc=pass",
            lambda: f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; bh={self.b64(32)}; b={self.b64(128)}",
            lambda: f"Message-ID: <{self.text(20, MIXED)}.{self.int(10**9)}@mail.example.com>",
            lambda: f"{self.syslog()} mx opendkim[{self.int(999)}]: {self.hex(10).upper()}: DKIM-Signature field added (s=s1, d=example.com)",
        )()

    def kind_public_ids(self):
        ident = self.one(
            lambda: f"cid=Qm{self.text(44, BASE58)}", lambda: f"cid=bafybei{self.text(52, 'abcdefghijklmnopqrstuvwxyz234567')}",
            lambda: f"tx=0x{self.hex(64)} from=0x{self.hex(40)}", lambda: f"ulid=01{self.text(24, '0123456789ABCDEFGHJKMNPQRSTVWXYZ')}",
            lambda: f"ksuid={self.text(27, MIXED)}", lambda: f"id={self.text(21, MIXED + '_-')}",
            lambda: f'_id=ObjectId("{self.hex(24)}")', lambda: f"customer=cus_{self.text(14, MIXED)} intent=pi_{self.text(24, MIXED)}",
            lambda: f"event=evt_{self.text(24, MIXED)} charge=ch_{self.text(24, MIXED)}", lambda: f"message=SM{self.hex(32)}",
            lambda: f"node_id=PR_kwDO{self.text(12, MIXED)}", lambda: f"file=1{self.text(32, MIXED + '_-')}",
            lambda: f"cf-ray={self.hex(16)}-FRA", lambda: f"x-ms-request-id={self.uuid()} operation_Id={self.hex(32)}",
            lambda: f"dd.trace_id={self.int(10**18)} dd.span_id={self.int(10**18)}",
            lambda: f"X-Amzn-Trace-Id: Root=1-{self.hex(8)}-{self.hex(24)};Parent={self.hex(16)};Sampled=1",
            lambda: f"b3={self.hex(32)}-{self.hex(16)}-1", lambda: f"apigw-request-id={self.text(15, MIXED)}=",
            lambda: f"gpg: using RSA key {self.hex(40).upper()}",
            lambda: f"NO_PUBKEY {self.hex(16).upper()}",
            lambda: "Primary key fingerprint: " + " ".join(self.hex(4).upper() for _ in range(10)),
            lambda: f"CDHash={self.hex(40)} TeamIdentifier={self.text(10, UPPER)}",
            lambda: f'"signatures":[{{"keyid":"SHA256:{self.b64(32).rstrip("=")}","sig":"MEUCIQ{self.b64(66)}"}}]',
            lambda: f'<script src="/app.js" integrity="sha384-{self.b64(48)}" crossorigin="anonymous"></script>',
            lambda: f"sum.golang.org/lookup h1:{self.b64(32)}", lambda: f"sha1-{self.b64(20)}",
            lambda: f"Template=lt-{self.hex(17)} Subnet=subnet-{self.hex(17)} Ami=ami-{self.hex(17)}",
            lambda: f"principalId=AROA{self.text(17, string.ascii_uppercase + '234567')}:session userName=deploy mfaAuthenticated=false",
            lambda: f"sentry event_id={self.hex(32)} release={self.hex(40)}",
            lambda: f"wal segment 0000000{self.int(9)}{self.hex(16).upper()} archived",
            lambda: f"zpool guid {self.int(10**19)} wwn 0x{self.hex(16)} serial {self.text(12, UPPER)}",
            lambda: f"BIOS UUID {self.uuid().upper()} machine-id {self.hex(32)} boot_id {self.hex(32)}",
            lambda: f"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{self.b64(257)[:342]} deploy@ci",
            lambda: f"fingerprint {':'.join(self.hex(2) for _ in range(32)).upper()}",
        )()
        return f"{self.iso()} INFO  {self.word()} {ident}"

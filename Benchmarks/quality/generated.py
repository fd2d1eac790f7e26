"""Log lines as services write them, full of ids, digests and words that only sound like secrets.
Nothing in them is a credential, by construction."""

import base64
import random
import string
import uuid

WORDS = (
    "cart order shipment invoice ledger refund profile search catalog stock gateway worker batch "
    "notify report export import session-store token-service auth-proxy secrets-operator key-cache"
).split()
LETTERS = string.ascii_lowercase + string.digits
MIXED = string.ascii_letters + string.digits
PLACES = ("eu-west-1", "us-east-1", "ap-southeast-2")


class Lines:
    def __init__(self, seed):
        rng = self.rng = random.Random(f"{seed} clean")
        self.int = rng.randrange
        # name → maker of one record, of one line or several
        self.kinds = {name[5:].replace("_", " "): getattr(self, name)
                      for name in dir(self) if name.startswith("kind_")}

    # MARK: Parts

    def hex(self, length):
        return self.rng.randbytes((length + 1) // 2).hex()[:length]

    def uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def b64(self, count):
        return base64.b64encode(self.rng.randbytes(count)).decode()

    def url64(self, count):
        return base64.urlsafe_b64encode(self.rng.randbytes(count)).decode().rstrip("=")

    def text(self, length, letters=LETTERS):
        return "".join(self.rng.choices(letters, k=length))

    def one(self, *items):
        return self.rng.choice(items)

    def word(self):
        return self.rng.choice(WORDS)

    def iso(self):
        return (f"2026-{self.int(1, 13):02}-{self.int(1, 29):02}T{self.int(24):02}:"
                f"{self.int(60):02}:{self.int(60):02}.{self.int(1000):03}Z")

    def syslog(self):
        return f"Mar {self.int(1, 29):2} {self.int(24):02}:{self.int(60):02}:{self.int(60):02}"

    def klog(self):
        return (f"{self.one('I', 'I', 'W', 'E')}03{self.int(1, 29):02} {self.int(24):02}:"
                f"{self.int(60):02}:{self.int(60):02}.{self.int(10**6):06}")

    def pod(self):
        hash_ = self.text(self.one(9, 10), "bcdfghjklmnpqrstvwxz2456789")
        return f"{self.word()}-{hash_}-{self.text(5, 'bcdfghjklmnpqrstvwxz2456789')}"

    def ip(self):
        return f"10.{self.int(256)}.{self.int(256)}.{self.int(1, 255)}"

    def image(self):
        return f"registry.example.com/{self.word()}@sha256:{self.hex(64)}"

    def arn(self):
        account = f"{self.int(10**11, 10**12)}"
        place = self.one(*PLACES)
        return self.one(
            f"arn:aws:iam::{account}:role/{self.word()}",
            f"arn:aws:secretsmanager:{place}:{account}:secret:prod/{self.word()}-{self.text(6, MIXED)}",
            f"arn:aws:kms:{place}:{account}:key/{self.uuid()}",
            f"arn:aws:sts::{account}:assumed-role/{self.word()}/i-{self.hex(17)}",
            f"arn:aws:elasticloadbalancing:{place}:{account}:targetgroup/{self.word()}/{self.hex(16)}",
            f"arn:aws:s3:::{self.word()}-artifacts/{self.hex(40)}.zip")

    # MARK: Kinds

    def kind_json_service(self):
        more = self.one(
            lambda: f'"trace_id":"{self.hex(32)}","span_id":"{self.hex(16)}"',
            lambda: f'"traceparent":"00-{self.hex(32)}-{self.hex(16)}-01"',
            lambda: f'"request_id":"{self.uuid()}","etag":"W/\\"{self.hex(32)}\\""',
            lambda: f'"idempotencyKey":"{self.uuid()}","attempt":{self.int(9)}',
            lambda: f'"cacheKey":"{self.word()}:v2:{self.hex(40)}","hit":true',
            lambda: f'"object":"{self.hex(2)}/{self.hex(38)}","size":{self.int(10**7)}',
            lambda: f'"digest":"sha256:{self.hex(64)}","platform":"linux/amd64"',
            lambda: f'"integrity":"sha512-{self.b64(64)}"',
            lambda: f'"resource":"{self.arn()}"',
            lambda: f'"pod":"{self.pod()}","node":"ip-10-0-{self.int(256)}-{self.int(256)}"',
            lambda: f'"tokens":{self.int(9000)},"max_tokens":4096,"token_type":"bearer"',
            lambda: f'"has_password":true,"password_changed_at":"{self.iso()}"',
            lambda: f'"auth_method":"password","mfa":false,"session_count":{self.int(40)}',
            lambda: f'"primaryKey":"{self.int(10**9)}","partition_key":"customer#{self.int(10**6)}"',
            lambda: f'"routing_key":"{self.word()}.created","delivery_tag":{self.int(10**6)}',
            lambda: f'"secretName":"{self.word()}-tls","namespace":"shop"',
            lambda: f'"kid":"{self.url64(24)}","alg":"RS256","expires_in":3600',
            lambda: f'"cursor":"{self.b64(27)}","page_size":50',
            lambda: f'"nextPageToken":"","items":{self.int(100)}',
            lambda: f'"user":"{self.uuid()}","tenant":"{self.int(10**5)}","author":"bob"',
            lambda: f'"fingerprint":"SHA256:{self.b64(32).rstrip("=")}","key_type":"ssh-ed25519"',
            lambda: f'"checksum_crc32c":"{self.b64(4)}","md5":"{self.b64(16)}"',
            lambda: f'"public_key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{self.b64(32)[:43]} ci@web"',
            lambda: f'"avatar":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA{self.b64(240)}"',
            lambda: f'"sql":"SELECT id, password_hash IS NULL FROM users WHERE id = $1","rows":1',
        )()
        return (f'{{"ts":"{self.iso()}","level":"{self.one("info", "warn", "debug")}","logger":'
                f'"{self.word()}","msg":"{self.one("request done", "cache filled", "job ended")}",'
                f'{more},"ms":{self.int(900)}}}')

    def kind_klog(self):
        at = f'{self.klog()} {self.int(10**6):7} {self.one("reconciler", "kubelet", "controller")}.go:{self.int(2000)}]'
        return self.one(
            lambda: f'{at} "operationExecutor.MountVolume started for volume \\"kube-api-access-'
                    f'{self.text(5)}\\" (UniqueName: \\"kubernetes.io/projected/{self.uuid()}-'
                    f'kube-api-access-{self.text(5)}\\") pod \\"{self.pod()}\\" (UID: '
                    f'\\"{self.uuid()}\\") " pod="shop/{self.pod()}"',
            lambda: f'{at} "SyncLoop (PLEG): event for pod" pod="shop/{self.pod()}" event='
                    f'{{"ID":"{self.uuid()}","Type":"ContainerStarted","Data":"{self.hex(64)}"}}',
            lambda: f'{at} "Couldn\'t get secret" secret="shop/{self.word()}-credentials" '
                    f'err="failed to sync secret cache: timed out waiting for the condition"',
            lambda: f'{at} MountVolume.SetUp succeeded for volume "{self.word()}-secret" (UniqueName: '
                    f'"kubernetes.io/secret/{self.uuid()}-{self.word()}-secret")',
            lambda: f'{at} "Successfully pulled image" image="{self.image()}" duration="{self.int(90)}.'
                    f'{self.int(1000)}s"',
            lambda: f'{at} "Rotating certificates" expiration="{self.iso()}" serial="{self.int(10**37)}"',
            lambda: f'{at} "Event occurred" object="shop/{self.pod()}" kind="Pod" reason="Scheduled" '
                    f'resourceVersion="{self.int(10**9)}" uid="{self.uuid()}"',
            lambda: f'{at} token controller: created token for serviceaccount shop/{self.word()} in '
                    f'{self.int(90)}ms',
        )()

    def kind_containerd(self):
        return self.one(
            lambda: f'time="{self.iso()}" level=info msg="shim disconnected" id={self.hex(64)} '
                    f'namespace=k8s.io',
            lambda: f'time="{self.iso()}" level=info msg="PullImage \\"{self.image()}\\" returns image '
                    f'reference \\"sha256:{self.hex(64)}\\""',
            lambda: f'time="{self.iso()}" level=info msg="RunPodSandbox for &PodSandboxMetadata{{Name:'
                    f'{self.pod()},Uid:{self.uuid()},Namespace:shop,Attempt:0,}} returns sandbox id '
                    f'\\"{self.hex(64)}\\""',
            lambda: f'{self.hex(12)}: Pulling fs layer',
            lambda: f'Digest: sha256:{self.hex(64)}',
            lambda: f'#12 sha256:{self.hex(64)} {self.int(99)}.{self.int(99)}MB / 99.9MB 2.1s done',
        )()

    def kind_sshd_and_sudo(self):
        at = f"{self.syslog()} bastion"
        user = self.one("deploy", "git", "bob", "oracle", "root")
        return self.one(
            lambda: f"{at} sshd[{self.int(65536)}]: Failed password for {user} from {self.ip()} port "
                    f"{self.int(65536)} ssh2",
            lambda: f"{at} sshd[{self.int(65536)}]: Failed password for invalid user {user} from "
                    f"{self.ip()} port {self.int(65536)} ssh2",
            lambda: f"{at} sshd[{self.int(65536)}]: Accepted publickey for {user} from {self.ip()} port "
                    f"{self.int(65536)} ssh2: ED25519 SHA256:{self.b64(32).rstrip('=')}",
            lambda: f"{at} sshd[{self.int(65536)}]: Accepted password for {user} from {self.ip()} port "
                    f"{self.int(65536)} ssh2",
            lambda: f"{at} sshd[{self.int(65536)}]: pam_unix(sshd:auth): authentication failure; "
                    f"logname= uid=0 euid=0 tty=ssh ruser= rhost={self.ip()}  user={user}",
            lambda: f"{at} sudo: {user} : TTY=pts/{self.int(9)} ; PWD=/srv/{self.word()} ; USER=root ; "
                    f"COMMAND=/usr/bin/systemctl restart {self.word()}",
            lambda: f"{at} passwd[{self.int(65536)}]: pam_unix(passwd:chauthtok): password changed for "
                    f"{user}",
            lambda: f"{at} CRON[{self.int(65536)}]: (root) CMD (test -x /usr/sbin/anacron || run-parts "
                    f"/etc/cron.daily)",
            lambda: f"{at} systemd-logind[{self.int(999)}]: New session {self.int(9999)} of user {user}.",
            lambda: f"{at} systemd[1]: Started Session {self.int(9999)} of User {user}.",
            lambda: f"{at} salt-minion[{self.int(65536)}]: [INFO] Returning information for job: "
                    f"2026{self.int(10**16)}",
            lambda: f"{at} gpg-agent[{self.int(65536)}]: handler 0x{self.hex(12)} for fd 10 started",
        )()

    def kind_access_logs(self):
        return self.one(
            lambda: f'h2 {self.iso()} app/web/{self.hex(16)} {self.ip()}:{self.int(65536)} {self.ip()}:80 '
                    f'0.000 0.002 0.000 200 200 34 366 "GET https://www.example.com:443/{self.word()} '
                    f'HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 {self.arn()} "Root=1-'
                    f'{self.hex(8)}-{self.hex(24)}"',
            lambda: f'2026-03-04\t10:11:12\tFRA2\t{self.int(9999)}\t{self.ip()}\tGET\td111111abcdef8.'
                    f'cloudfront.net\t/{self.word()}\t200\t-\tHit\t{self.b64(42)}\twww.example.com',
            lambda: f'{self.hex(64)} {self.word()}-bucket [06/Feb/2026:00:00:38 +0000] {self.ip()} '
                    f'{self.hex(64)} {self.text(16, string.ascii_uppercase + string.digits)} REST.GET.OBJECT '
                    f'{self.word()}/{self.hex(32)} "GET /{self.word()} HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - '
                    f'{self.b64(54)} SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader s3.amazonaws.com TLSv1.2',
            lambda: f'[{self.iso()}] "GET /{self.word()} HTTP/2" 200 - via_upstream - "-" 0 {self.int(9999)} '
                    f'{self.int(99)} {self.int(99)} "{self.ip()}" "grpc-go/1.60" "{self.uuid()}" '
                    f'"{self.word()}:8080" "{self.ip()}:8080" outbound|8080||{self.word()}.shop.svc.cluster.local',
            lambda: f'{self.ip()} - - [12/Mar/2026:10:{self.int(60):02}:{self.int(60):02} +0000] "GET '
                    f'/assets/app-{self.text(8, MIXED)}.js?v={self.hex(20)} HTTP/1.1" 304 0 "https://www.'
                    f'example.com/reset-password?step=2" "Mozilla/5.0"',
            lambda: f'{self.ip()} - - [12/Mar/2026:10:{self.int(60):02}:{self.int(60):02} +0000] "POST '
                    f'/oauth/token HTTP/1.1" {self.one(200, 401)} {self.int(900)} "-" "okhttp/4.12"',
            lambda: f'{self.ip()} - - [12/Mar/2026:10:{self.int(60):02}:{self.int(60):02} +0000] "GET /blob/'
                    f'{self.hex(40)}/docs/password-policy.md?plain=1#L{self.int(90)} HTTP/1.1" 200 {self.int(9999)}',
            lambda: f'haproxy[{self.int(9999)}]: {self.ip()}:{self.int(65536)} [12/Mar/2026:10:11:12.123] '
                    f'https~ web/srv{self.int(9)} 0/0/1/{self.int(99)}/{self.int(99)} 200 {self.int(9999)} - - ---- '
                    f'1/1/0/0/0 0/0 {{{self.uuid()}}} "GET /api HTTP/1.1"',
        )()

    def kind_databases_and_queues(self):
        return self.one(
            lambda: f"[{self.iso()}] [INFO] [{self.word()}] [{self.url64(16)}] [{self.word()}-2026.03.04]"
                    f"[{self.int(9)}] marking shards as stale due to a replica, allocation id [{self.url64(16)}]",
            lambda: f"[2026-03-04 10:11:12,123] INFO [GroupCoordinator {self.int(9)}]: Member consumer-{self.word()}-1-"
                    f"{self.uuid()} in group {self.word()} has left (kafka.coordinator.group.GroupCoordinator)",
            lambda: f"[2026-03-04 10:11:12,123] INFO Cluster ID: {self.url64(16)} (org.apache.kafka.clients.Metadata)",
            lambda: f'{{"t":{{"$date":"{self.iso()}"}},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection '
                    f'accepted","attr":{{"remote":"{self.ip()}:{self.int(65536)}","uuid":"{self.uuid()}","connectionId":{self.int(99999)}}}}}',
            lambda: f'{{"t":{{"$date":"{self.iso()}"}},"s":"I","c":"ACCESS","id":20250,"ctx":"conn{self.int(999)}","msg":"Authentication '
                    f'succeeded","attr":{{"mechanism":"SCRAM-SHA-256","principalName":"app","authenticationDatabase":"admin"}}}}',
            lambda: f'{{"level":"info","ts":"{self.iso()}","caller":"raft/raft.go:{self.int(999)}","msg":"{self.hex(16)} became '
                    f'follower at term {self.int(99)}","member-id":"{self.hex(16)}","cluster-id":"{self.hex(16)}"}}',
            lambda: f"2026-03-04T10:11:12.123456Z {self.int(999)} [Note] Access denied for user 'app'@'{self.ip()}' (using password: "
                    f"{self.one('YES', 'NO')})",
            lambda: f"2026-03-04 10:11:12.123 UTC [{self.int(65536)}] FATAL:  password authentication failed for user \"app\"",
            lambda: f"2026-03-04 10:11:12.123 UTC [{self.int(65536)}] DETAIL:  Key (token_hash)=(\\x{self.hex(64)}) already exists.",
            lambda: f"2026-03-04 10:11:12.123 UTC [{self.int(65536)}] ERROR:  duplicate key value violates unique constraint "
                    f"\"{self.word()}_api_key_id_idx\"",
            lambda: f"{self.int(65536)}:M 04 Mar 2026 10:11:12.123 * Full resync requested by replica {self.ip()}:6379, "
                    f"replication ID {self.hex(40)}",
            lambda: f"# Query_time: {self.int(9)}.{self.int(10**6):06}  Lock_time: 0.000{self.int(999)} Rows_sent: {self.int(99)}  Rows_examined: "
                    f"{self.int(99999)}",
            lambda: f"2026-03-04 10:11:12.123 [info] <0.{self.int(9999)}.0> connection <0.{self.int(9999)}.0> ({self.ip()}:{self.int(65536)} -> "
                    f"{self.ip()}:5672): user 'app' authenticated and granted access to vhost '/'",
            lambda: f"2026-03-04T10:11:12.123Z [INFO]  expiration: revoked lease: lease_id=database/creds/{self.word()}/{self.text(24, MIXED)}",
            lambda: f"2026-03-04T10:11:12.123Z [INFO]  core: successful mount: namespace=\"\" path=secret/{self.word()}/ type=kv version=\"\"",
            lambda: f"2026-03-04T10:11:12.123Z [DEBUG] agent: Node info in sync: node=web-{self.int(99)} node_id={self.uuid()}",
        )()

    def kind_build_output(self):
        return self.one(
            lambda: f'      "integrity": "sha512-{self.b64(64)}",',
            lambda: f'      "resolved": "https://registry.npmjs.org/{self.word()}/-/{self.word()}-{self.int(9)}.{self.int(9)}.{self.int(9)}.tgz",',
            lambda: f"github.com/shop/{self.word()} v0.{self.int(9)}.{self.int(9)}-20260304101112-{self.hex(12)} h1:{self.b64(32)}",
            lambda: f'checksum = "{self.hex(64)}"',
            lambda: f"    --hash=sha256:{self.hex(64)} \\",
            lambda: f"Collecting {self.word()}=={self.int(9)}.{self.int(9)} (from -r requirements.txt (line {self.int(99)}))",
            lambda: f"Cache restored from key: node-modules-Linux-{self.hex(64)}",
            lambda: f"   {self.hex(7)}..{self.hex(7)}  main -> main",
            lambda: f"HEAD is now at {self.hex(7)} auth: don't log the token when the password is empty",
            lambda: f"commit {self.hex(40)}",
            lambda: f"index {self.hex(10)}..{self.hex(10)} 100644",
            lambda: f"  aws_security_group.{self.text(6, string.ascii_lowercase)}: Refreshing state... [id=sg-{self.hex(17)}]",
            lambda: "      ~ master_password             = (sensitive value)",
            lambda: "      + arn                         = (known after apply)",
            lambda: f"PASS src/{self.word()}/password-reset.test.ts ({self.int(99)}.{self.int(9)} s)",
            lambda: f"    ✓ rejects an expired token ({self.int(99)} ms)",
            lambda: f"ok      example.com/{self.word()}/secrets {self.int(9)}.{self.int(999)}s",
            lambda: f"[{self.int(999)}/999] Compiling {self.word().title().replace('-', '')} {self.one('TokenStore', 'KeyChain', 'PasswordField')}.swift",
            lambda: f"> Task :{self.word()}:compileJava UP-TO-DATE",
            lambda: f"remote: Resolving deltas: 100% ({self.int(999)}/999), completed with {self.int(99)} local objects.",
            lambda: f"##[group]Run actions/checkout@{self.hex(40)}",
            lambda: f"  token: ***",
            lambda: f"Step {self.int(9)}/9 : RUN --mount=type=secret,id={self.word()} make release",
            lambda: f" ---> {self.hex(12)}",
            lambda: f"Successfully built {self.hex(12)}",
            lambda: f"artifact {self.word()}.zip uploaded, sha1 {self.hex(40)}, {self.int(10**7)} bytes",
        )()

    def kind_kubectl(self):
        return self.one(
            lambda: f"shop   {self.pod()}   1/1   Running   0   {self.int(99)}d   {self.ip()}   node-{self.int(99)}   <none>",
            lambda: f"Container ID:  containerd://{self.hex(64)}",
            lambda: f"    Image ID:       {self.image()}",
            lambda: f"    SecretName:  {self.word()}-token-{self.text(5)}",
            lambda: f"      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-{self.text(5)} (ro)",
            lambda: f"      DB_PASSWORD:  <set to the key 'password' in secret '{self.word()}-db'>  Optional: false",
            lambda: f"Labels:  app={self.word()} pod-template-hash={self.text(10, 'bcdf2456789')}",
            lambda: f"  uid: {self.uuid()}",
            lambda: f'  resourceVersion: "{self.int(10**9)}"',
            lambda: f"{self.word()}-db   Opaque   {self.int(9)}   {self.int(99)}d",
            lambda: f"            secretKeyRef:\n              name: {self.word()}-db\n              key: password",
            lambda: f"    checksum/secret: {self.hex(64)}",
            lambda: f"Normal  Pulled  {self.int(59)}m  kubelet  Container image \"{self.image()}\" already present on machine",
            lambda: f"Warning  FailedMount  {self.int(59)}s  kubelet  MountVolume.SetUp failed for volume \"{self.word()}\" : secret \"{self.word()}-tls\" not found",
        )()

    def kind_metrics_and_words(self):
        return self.one(
            lambda: f'http_requests_total{{method="post",handler="/login",code="200"}} {self.int(10**6)}',
            lambda: f'process_start_time_seconds{{instance="{self.ip()}:9100"}} 1.7{self.int(10**9)}e+09',
            lambda: f'auth_tokens_issued_total{{grant_type="client_credentials",client="{self.word()}"}} {self.int(10**5)}',
            lambda: f"{self.iso()} INFO  token bucket for {self.word()} refilled: {self.int(999)} tokens left",
            lambda: f"{self.iso()} WARN  password for user {self.int(10**6)} expires in {self.int(30)} days",
            lambda: f"{self.iso()} INFO  access token expires in {self.int(3600)} seconds, refreshing",
            lambda: f"{self.iso()} DEBUG secret {self.word()}-tls unchanged, skipping",
            lambda: f"{self.iso()} INFO  key {self.word()}:{self.int(10**6)} evicted from cache after {self.int(999)} ms",
            lambda: f"{self.iso()} ERROR authentication failed: password is empty",
            lambda: f"{self.iso()} ERROR invalid token: unexpected '<' at line {self.int(99)}",
            lambda: f"{self.iso()} INFO  API key usage: {self.int(999)} of 1000 requests",
            lambda: f"{self.iso()} WARN  credential check for {self.word()} took {self.int(999)} ms",
            lambda: f"{self.iso()} INFO  loaded private key from /etc/ssl/private/{self.word()}.pem",
            lambda: f"{self.iso()} INFO  using secret store vault:secret/data/{self.word()}#password",
            lambda: f"{self.iso()} DEBUG session {self.int(10**6)} closed, passthrough=true, bypass=false",
            lambda: f"{self.iso()} INFO  password_min_length=12 password_policy=strict tokens_per_second={self.int(99)}",
            lambda: f"{self.iso()} INFO  author=bob compass=north passengers={self.int(9)} secretary=eve keyboard=de",
            lambda: f"{self.iso()} INFO  env DB_PASSWORD=***** API_TOKEN=[REDACTED] MODE=fast",
            lambda: f"{self.iso()} INFO  config password=${{DB_PASSWORD}} token=${{TOKEN}} port={self.int(65536)}",
            lambda: f"{self.iso()} INFO  certificate serial {':'.join(self.hex(2) for _ in range(16))} thumbprint {self.hex(40).upper()}",
            lambda: f"{self.iso()} DEBUG X-Amz-Request-Id: {self.text(16, string.ascii_uppercase + string.digits)} x-amz-id-2: {self.b64(57)}",
            lambda: f"{self.iso()} DEBUG etag \"{self.hex(32)}-{self.int(99)}\" content-md5 {self.b64(16)}",
            lambda: f"{self.iso()} INFO  Sec-WebSocket-Accept: {self.b64(20)}",
            lambda: f"{self.iso()} INFO  foreign key {self.word()}_customer_id_fkey checked in {self.int(99)} ms",
            lambda: f"\tat com.example.{self.one('auth', 'shop')}.{self.one('PasswordEncoder', 'TokenFilter', 'SecretStore')}.{self.one('matches', 'doFilter', 'load')}({self.one('PasswordEncoder', 'TokenFilter', 'SecretStore')}.java:{self.int(999)})",
            lambda: f"Caused by: javax.crypto.BadPaddingException: Given final block not properly padded. Such issues can arise if a bad key is used during decryption.",
            lambda: f'  File "/app/{self.word()}/tokens.py", line {self.int(999)}, in refresh_token',
            lambda: f"#{self.int(20)} 0x{self.hex(16)} in secret_key_new at key.c:{self.int(999)}",
        )()

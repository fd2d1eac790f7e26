"""Makes the inputs: the same bytes for the same seed, whatever the number of processes.

    inputs.py clean|sparse|dense|personal|line|secrets BYTES FILE SEED
    inputs.py ndjson|ndjson-sparse|yaml BYTES FILE SEED
    inputs.py folder FILE FOLDER COUNT
    inputs.py changed FILE FILE
    inputs.py rules COUNT FILE SEED

Every line is made anew; nothing is repeated. Values are made up at run time from parts, so that no
file of the repository holds anything that looks like a secret.
"""

import base64
import functools
import itertools
import json
import multiprocessing
import os
import random
import string
import sys
import time

BLOCK = 8 << 20
LETTERS = string.ascii_letters + string.digits
WORDS = (
    "cache order batch shard queue worker index socket bucket route replica lease cursor stream "
    "ledger cart refund shipment invoice coupon stock quota probe gateway handler visit job "
    "snapshot segment table mapper filter policy limiter scheduler volume backup rollout leader"
).split()
VERBS = "opened closed retried flushed rebuilt moved skipped loaded drained renewed merged".split()
CLASSES = [
    f"{a.title()}{b}" for a in WORDS[:24]
    for b in ("Service", "Controller", "Repository", "Client", "Listener")
]
METHODS = [f"{verb}{word.title()}" for verb in ("get", "find", "apply", "run") for word in WORDS]
AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Gecko/20100101 Firefox/127.0",
    "curl/8.5.0", "Go-http-client/2.0", "kube-probe/1.29", "okhttp/4.12.0", "python-requests/2.32",
]
# What a scanner for secrets has to look at twice and leave.
NEAR_MISSES = [
    "password check by {word} took {ms} ms", "token bucket {word} refilled in {ms} ms",
    "api key rotation for {word} is due in {ms} hours",
    "secret \"{word}-tls\" not found, retry {ms}",
    "password_policy: minimum length {ms}", "credentials provider {word} answered in {ms} ms",
    "authorization took {ms} ms for {word}", "DB_PASSWORD=${{{word}_PASSWORD}} resolved in {ms} ms",
]


class Log:
    """A block of a log in which many programs write."""

    def __init__(self, seed, block):
        rng = random.Random(f"{seed} {block}")
        self.pick = rng.random
        self.at = 1_780_000_000_000 + block * 1_900_000
        self.second = 0
        self.noise = rng.randbytes(1 << 20).hex()
        self.kinds = random.Random(seed).choices(
            [self.nginx, self.service, self.klog, self.postgres, self.java, self.systemd, self.ssh,
             self.trace, self.near_miss],
            [25, 20, 15, 12, 10, 9, 5, 1, 3], k=1000)

    def lines(self, size):
        made, result = 0, []
        while made < size:
            self.at += self.below(60)
            if self.at // 1000 != self.second:
                self.tick()
            line = self.one(self.kinds)()
            result.append(line)
            made += len(line) + 1
        return "\n".join(result).split("\n")

    def one(self, items):
        return items[int(self.pick() * len(items))]

    def below(self, limit):
        return int(self.pick() * limit)

    def tick(self):
        self.second = self.at // 1000
        now = time.gmtime(self.second)
        self.iso = time.strftime("%Y-%m-%dT%H:%M:%S", now)
        self.day = time.strftime("%Y-%m-%d %H:%M:%S", now)
        self.web = time.strftime("%d/%b/%Y:%H:%M:%S", now)
        self.syslog = time.strftime("%b %d %H:%M:%S", now)
        self.klog_day = time.strftime("%m%d %H:%M:%S", now)

    def hex(self, length):
        start = self.below(2_000_000)
        return self.noise[start:start + length]

    def uuid(self):
        h = self.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}"

    def nginx(self):
        path = f"/{self.one(WORDS)}/{self.one(WORDS)}/{self.below(9e6)}"
        return (
            f'- - [{self.web} +0000] "{"GET" if self.pick() < .8 else "POST"} {path}?page='
            f'{self.below(90)} HTTP/1.1" {200 if self.pick() < .9 else 404} {self.below(9e4)} "-" '
            f'"{self.one(AGENTS)}" rt={self.pick():.3f} id={self.hex(32)}')

    def service(self):
        return (
            f'{{"ts":"{self.iso}.{self.at % 1000:03}Z","level":"info","logger":'
            f'"{self.one(WORDS)}.{self.one(WORDS)}","msg":"{self.one(WORDS)} '
            f'{self.one(VERBS)}","trace":"{self.hex(32)}","order":"{self.uuid()}",'
            f'"ms":{self.pick() * 900:.1f},"items":{self.below(40)}}}')

    def klog(self):
        word = self.one(WORDS)
        return (
            f'I{self.klog_day}.{self.below(1e6):06}       1 {word}_controller.go:'
            f'{self.below(2000)}] "{word} {self.one(VERBS)}" pod="shop/{word}-'
            f'{self.hex(10)}-{self.hex(5)}" uid="{self.uuid()}" attempt='
            f'{self.below(9)}')

    def postgres(self):
        table = self.one(WORDS)
        return (
            f'{self.day}.{self.at % 1000:03} UTC [{self.below(65536)}] LOG:  duration: '
            f'{self.pick() * 200:.3f} ms  execute S_{self.below(99)}: SELECT id, state, total FROM '
            f'{table}s WHERE {table}_id = {self.below(1e8)} AND updated > $1 LIMIT '
            f'{self.below(500)}')

    def java(self):
        return (
            f'{self.day},{self.at % 1000:03} {"INFO " if self.pick() < .9 else "WARN "} [exec-'
            f'{self.below(64)}] o.s.{self.one(WORDS)}.{self.one(CLASSES)} - '
            f'{self.one(WORDS)} {self.below(1e7)} {self.one(VERBS)} in '
            f'{self.below(500)} ms (heap {self.below(100)} %, hash {self.hex(16)})')

    def trace(self):
        frames = [
            f'\tat org.shop.{self.one(WORDS)}.{name}.{self.one(METHODS)}'
            f'({name}.java:{self.below(900)})'
            for name in (self.one(CLASSES) for _ in range(6 + self.below(18)))
        ]
        return "\n".join([
            f'{self.day},{self.at % 1000:03} ERROR [exec-{self.below(64)}] request '
            f'{self.uuid()} failed',
            f'java.lang.IllegalStateException: {self.one(WORDS)} {self.below(1e6)} is '
            f'already {self.one(VERBS)}', *frames])

    def systemd(self):
        unit = self.one(WORDS)
        return (
            f'{self.syslog} node{self.below(40):02} systemd[1]: {unit}-{self.hex(8)}'
            f'.service: Consumed {self.pick() * 60:.3f}s CPU time, peak memory '
            f'{self.below(4000)}M, exit status {self.below(3)}/{self.one(VERBS)}.')

    def ssh(self):
        return (
            f'{self.syslog} node{self.below(40):02} sshd[{self.below(65536)}]: Received '
            f'disconnect port {self.below(65536)}:11: {self.one(VERBS)} by '
            f'{self.one(WORDS)} after {self.below(9e5)} s')

    def near_miss(self):
        text = self.one(NEAR_MISSES).format(
            word=self.one(WORDS), ms=self.below(1e6))
        return f'{self.iso}.{self.at % 1000:03}Z {self.one(WORDS)}[{self.below(9e4)}]: {text}'


class Secrets:
    """Log lines with one credential each, of many kinds. Half of the values recur, as passwords
    and API keys do in logs; half are new, as session tokens are."""

    def __init__(self, seed, block):
        self.recurring = recurring(seed)
        self.rng = random.Random(f"{seed} secrets {block}")

    def next(self):
        if self.rng.random() < .5:
            return self.rng.choice(self.recurring)
        return self.line(self.rng, self.rng.randrange(1000))

    @staticmethod
    def line(rng, kind):
        def text(length, alphabet=LETTERS):
            return "".join(rng.choices(alphabet, k=length))

        def hexes(length):
            return rng.randbytes(length // 2).hex()

        def b64(length):
            return base64.b64encode(rng.randbytes(length)).decode()

        def url64(length):
            return base64.urlsafe_b64encode(rng.randbytes(length)).decode().rstrip("=")

        base32 = string.ascii_uppercase + "234567"
        makers = (
            lambda: f'git fetch https://x-access-token:{"gh" + "p_"}{text(36)}@github.com/shop/web',
            lambda: f'env AWS_ACCESS_KEY_ID={"AK" + "IA"}{text(16, base32)} region=eu',
            lambda: f'aws_secret_access_key = {b64(30)}',
            lambda: f'stripe: charge with {"sk" + "_live_"}{text(24)} refused',
            lambda: f'slack post failed, {"xo" + "xb-"}{rng.randrange(10**11, 10**12)}-'
                    f'{rng.randrange(10**12, 10**13)}-{text(24)} is not in the channel',
            lambda: f'runner registered with {"gl" + "pat-"}{text(20)}',
            lambda: f'GET /maps/api/geocode/json?address=x&key={"AI" + "za"}{text(35)} 200',
            lambda: f'Authorization: Bearer {"ey" + "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"}.'
                    f'{"ey" + "J"}{url64(60)}.{url64(32)}',
            lambda: f'mail: {"S" + "G."}{text(22)}.{text(43)} rejected',
            lambda: f'//registry.npmjs.org/:_authToken={"np" + "m_"}{text(36)}',
            lambda: f'connecting to postgres://orders:{text(18)}@db-1:5432/orders',
            lambda: f'{{"level":"debug","user":"orders","password":"{text(16)}","retry":3}}',
            lambda: f'DB_PASSWORD={text(20)}',
            lambda: f'Authorization: Basic {b64(24)}',
            lambda: f'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={b64(64)}',
            lambda: f'droplet resize with {"do" + "p_v1_"}{hexes(64)} queued',
            lambda: f'model pull by {"h" + "f_"}{text(34, string.ascii_letters)}',
            lambda: f'$ mysqldump -u root -p{text(14)} orders',
            lambda: f'login ok, Set-Cookie: JSESSIONID={text(32, "0123456789ABCDEF")}; Path=/',
            lambda: f'vault: renewed {"hv" + "s."}{text(24)} for 3600 s',
            lambda: f'{{"type":"service_account","private_key":'
                    f'"{"-----BEGIN " + "PRIVATE KEY-----"}\\n{b64(48)}\\n{b64(48)}\\n'
                    f'{"-----END " + "PRIVATE KEY-----"}\\n"}}',
            lambda: f'secret_key_base: {hexes(128)}',
        )
        return f"{rng.choice(WORDS)}[{rng.randrange(65536)}]: {makers[kind % len(makers)]()}"


@functools.cache
def recurring(seed):
    rng = random.Random(f"{seed} recurring")
    return [Secrets.line(rng, kind) for kind in range(2000)]


@functools.cache
def people(seed):
    """IP addresses, e-mail addresses and host names, as many as a large shop's day has."""
    rng = random.Random(f"{seed} people")
    below = rng.randrange

    def name():
        return "".join(rng.choices(string.ascii_lowercase, k=below(4, 10)))

    # Neither loopback nor what is set aside for documents: nobody has to redact these.
    addresses = [
        f"{below(20, 100)}.{below(256)}.{below(256)}.{below(1, 255)}" for _ in range(65536)]
    addresses += [
        "2a02:8071:" + ":".join(f"{below(1, 65536):x}" for _ in range(6)) for _ in range(4096)]
    domains = ["shop.internal", "compute.internal", "svc.cluster.local", "shop.corp"]
    mails = [f"{name()}.{name()}@{name()}.example.org" for _ in range(50_000)]
    hosts = [
        f"{rng.choice(WORDS)}-{below(400)}.{name()}.{rng.choice(domains)}" for _ in range(5000)]
    return addresses, mails, hosts


class People:
    """An IP address, an e-mail address or a host name for every line."""

    def __init__(self, seed, block):
        self.addresses, self.mails, self.hosts = people(seed)
        self.rng = random.Random(f"{seed} people {block}")

    def line(self, line):
        pick = self.rng.random
        kind = pick()
        if kind < .5:
            key, value = "client", self.one(self.addresses)
        elif kind < .8:
            key, value = "user", self.one(self.mails)
        else:
            key, value = "upstream", self.one(self.hosts)
        if line.endswith("}"):
            return f'{line[:-1]},"{key}":"{value}"}}'
        return f"{value} {line}" if pick() < .3 else f"{line} {key}={value}"

    def one(self, items):
        return items[int(self.rng.random() * len(items))]


class Records:
    """A log of JSON objects, one a line, as collectors of a cluster's logs write them."""

    def __init__(self, seed, block):
        self.log = Log(seed, block)
        self.secrets = Secrets(seed, block)

    def lines(self, size, every):
        """A record in `every` holds a credential; none where that is 0."""
        made, lines, planted = 0, [], 0
        while made < size:
            self.log.at += self.log.below(60)
            self.log.tick()
            record = self.record()
            if every and len(lines) % every == every // 2:
                planted += 1
                record["log"] = self.secrets.next()
            lines.append(json.dumps(record, separators=(",", ":")))
            made += len(lines[-1]) + 1
        return lines, planted

    def record(self):
        log = self.log
        app = log.one(WORDS)
        kind = log.below(3)
        if kind == 0:
            return {
                "ts": f"{log.iso}.{log.at % 1000:03}Z", "level": "info",
                "logger": f"{app}.{log.one(WORDS)}", "msg": f"{log.one(WORDS)} {log.one(VERBS)}",
                "trace_id": log.hex(32), "span_id": log.hex(16), "order": log.uuid(),
                "ms": round(log.pick() * 900, 1), "items": log.below(40), "tags": [app, "shop"]}
        if kind == 1:
            return {
                "time": f"{log.iso}Z", "stream": "stdout", "log": log.nginx() + "\n",
                "kubernetes": {
                    "pod_name": f"{app}-{log.hex(10)}", "namespace_name": "shop",
                    "labels": {"app": app, "pod-template-hash": log.hex(10)},
                    "container_image": f"registry/shop/{app}:1.{log.below(90)}"}}
        return {
            "@timestamp": f"{log.iso}.{log.at % 1000:03}Z", "severity": "INFO", "service": app,
            "message": log.java(), "http": {
                "method": "GET", "path": f"/{app}/{log.below(9e6)}", "status": 200,
                "user_agent": log.one(AGENTS)}, "duration_ns": log.below(1e9)}


class Manifests:
    """What `kubectl get -o yaml` prints of a cluster: one object in ten is a Secret, one more has a
    password in its environment."""

    def __init__(self, seed, block):
        self.log = Log(seed, block)
        self.log.tick()
        self.rng = random.Random(f"{seed} manifests {block}")

    def lines(self, size):
        made, lines, planted, number = 0, [], 0, 0
        while made < size:
            object = self.secret() if number % 10 == 3 else self.deployment(number % 10 == 7)
            planted += number % 10 in (3, 7)
            lines += object
            made += sum(map(len, object)) + len(object)
            number += 1
        return lines, planted

    def metadata(self, app):
        log = self.log
        return [
            "metadata:", "  annotations:", f'    deployment.kubernetes.io/revision: "{log.below(90)}"',
            f'  creationTimestamp: "{log.iso}Z"', f"  generation: {log.below(90)}", "  labels:",
            f"    app.kubernetes.io/name: {app}", "    app.kubernetes.io/part-of: shop",
            f"  name: {app}-{log.below(900)}", "  namespace: shop",
            f'  resourceVersion: "{log.below(9e7)}"', f"  uid: {log.uuid()}"]

    def secret(self):
        value = "".join(self.rng.choices(LETTERS, k=24)).encode()
        return [
            "---", "apiVersion: v1", "data:",
            f"  password: {base64.b64encode(value).decode()}",
            f"  username: {base64.b64encode(self.log.one(WORDS).encode()).decode()}",
            "kind: Secret", *self.metadata(self.log.one(WORDS)), "type: Opaque"]

    def deployment(self, has_password):
        log = self.log
        app = log.one(WORDS)
        lines = [
            "---", "apiVersion: apps/v1", "kind: Deployment", *self.metadata(app), "spec:",
            f"  replicas: {log.below(9)}", "  selector:", "    matchLabels:",
            f"      app.kubernetes.io/name: {app}", "  template:", "    spec:", "      containers:",
            f"      - name: {app}", f"        image: registry/shop/{app}@sha256:{log.hex(64)}",
            "        env:"]
        for word in (log.one(WORDS) for _ in range(4 + log.below(12))):
            lines += [f"        - name: {word.upper()}_URL",
                      f"          value: http://{word}.shop.svc:{log.below(65536)}/{log.one(WORDS)}"]
        if has_password:
            value = "".join(self.rng.choices(LETTERS, k=20))
            lines += ["        - name: DB_PASSWORD", f"          value: {value}"]
        return lines + [
            "        resources:", "          limits:", f"            memory: {log.below(4000)}Mi",
            "          requests:", f"            cpu: {log.below(2000)}m",
            "        terminationMessagePath: /dev/termination-log", "      restartPolicy: Always",
            "status:", f"  availableReplicas: {log.below(9)}",
            f"  observedGeneration: {log.below(90)}"]


def block(job):
    """One block's bytes, its lines and how many of them hold a planted value."""
    kind, seed, number, size = job
    planted = 0
    if kind == "secrets":
        rng = random.Random(f"{seed} million {number}")
        lines = [
            f"{rng.choice(WORDS).upper()}_PASSWORD={''.join(rng.choices(LETTERS, k=24))}"
            for _ in range(size // 40)]
        planted = len(lines)
    elif kind.startswith("ndjson"):
        every = 1000 if kind == "ndjson-sparse" else 0
        lines, planted = Records(seed, number).lines(size, every)
    elif kind == "yaml":
        lines, planted = Manifests(seed, number).lines(size)
    else:
        # What comes to every line of the fourth input is a sixth of it.
        lines = Log(seed, number).lines(size * 5 // 6 if kind == "personal" else size)
    every = {"sparse": 1000, "dense": 10}.get(kind)
    if every:
        secrets = Secrets(seed, number)
        places = range(every // 2, len(lines), every)
        for place in places:
            lines[place] = secrets.next()
        planted = len(places)
    elif kind == "personal":
        named = People(seed, number)
        lines = [named.line(line) for line in lines]
        planted = len(lines)
    end = " " if kind == "line" else "\n"
    return (end.join(lines) + end).encode(), len(lines), planted


def make(kind, size, path, seed):
    """Writes the file and says what it holds."""
    jobs = [(kind, seed, number, min(BLOCK, size - at))
            for number, at in enumerate(range(0, size, BLOCK))]
    total, lines, planted = 0, 0, 0
    with open(path, "wb") as file, multiprocessing.Pool(min(os.cpu_count(), 8)) as pool:
        for data, block_lines, block_planted in pool.imap(block, jobs):
            file.write(data)
            total += len(data)
            lines += block_lines
            planted += block_planted
    print(json.dumps({"bytes": total, "lines": lines, "planted": planted}))


def split(path, folder, count):
    """The same bytes as a folder of `count` files, a hundred in each subfolder."""
    piece = -(-os.path.getsize(path) // count)
    with open(path, "rb") as file:
        for number in range(count):
            below = os.path.join(folder, f"{number // 100:03}")
            os.makedirs(below, exist_ok=True)
            with open(os.path.join(below, f"{number:05}.log"), "wb") as part:
                part.write(file.read(piece - 200))
                part.write(file.readline())
                if number == count - 1:
                    part.write(file.read())


def rules(count, path, seed):
    """Synthetic rules: most are a vendor's prefix, some a key name, some a pattern near a word."""
    rng = random.Random(f"{seed} rules")
    def word(length):
        return "".join(rng.choices(string.ascii_lowercase, k=length))
    with open(path, "w") as file:
        file.write("rules:\n")
        for number in range(count):
            name, value = word(rng.randrange(5, 9)), "".join(rng.choices(LETTERS, k=32))
            kind = number % 10
            file.write(f"  - id: synthetic-{number:04}\n    name: Synthetic {number}\n")
            if kind < 7:
                file.write(f"    pattern: '\\b({name}_[A-Za-z0-9]{{32}})\\b'\n")
                example = f"{name}_{value}"
            elif kind < 9:
                file.write(f"    keys: [{name}Credential]\n")
                example = f"{name}Credential={value}"
            else:
                file.write(f"    pattern: '\\b([A-Za-z0-9]{{32}})\\b'\n    keywords: [{name}]\n")
                example = f"{name} {value}"
            file.write(f"    examples: ['{example}']\n")


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind == "changed":
        with open(rest[0], "rb") as one, open(rest[1], "rb") as other:
            print(sum(a != b for a, b in itertools.zip_longest(one, other)))
    elif kind == "folder":
        split(rest[0], rest[1], int(rest[2]))
    elif kind == "rules":
        rules(int(rest[0]), rest[1], rest[2])
    else:
        make(kind, int(rest[0]), rest[1], rest[2])

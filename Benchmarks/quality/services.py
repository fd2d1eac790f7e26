"""Logs of services and tools that are really run, where they are at hand; none of them is given a
credential."""

import glob
import http.client
import os
import random
import shutil
import socket
import subprocess
import time
import traceback

from programs import note

MOST = 200_000
# Of one service's load, in seconds: a busy machine gets fewer lines.
LONGEST = 60


def output(argv, **more):
    if not shutil.which(argv[0]):
        return []
    try:
        done = subprocess.run(argv, capture_output=True, timeout=120, **more)
    except subprocess.TimeoutExpired:
        return []
    return split(done.stdout + done.stderr)


def split(data):
    text = data.decode(errors="replace").replace("\r", "")
    # Other control characters would make a file binary.
    return [line.replace("\0", "") for line in text.split("\n")][:-1][:MOST]


def read(*patterns):
    lines = []
    for path in sorted(path for pattern in patterns for path in glob.glob(pattern)):
        try:
            with open(path, "rb") as file:
                lines += split(file.read() + b"\n")
        except OSError:
            continue
        if len(lines) > MOST:
            break
    return lines[:MOST]


def collect(folder):
    """kind → lines"""
    os.makedirs(folder)
    makers = {
        "dpkg and apt logs": lambda: read(
            "/var/log/dpkg.log", "/var/log/alternatives.log", "/var/log/apt/*.log"),
        "package checksums": lambda: read("/var/lib/dpkg/info/*.md5sums"),
        "public certificates": lambda: read("/etc/ssl/certs/*.pem"),
        "openssl x509": certificates,
        "kernel": lambda: output(["dmesg"]),
        "git log": lambda: output(
            ["git", "log", "--raw", "--no-abbrev", "--format=%H %T %P%n%ad %s", "-n", "5000"]),
        "npm": npm,
        "file checksums": lambda: output(
            ["sh", "-c", "find /usr/lib -name '*.so*' -type f | head -3000 | xargs sha256sum"]),
        "file lists": lambda: output(["sh", "-c", "ls -laR /usr/share/doc | head -60000"]),
        "tools that trace": lambda: traces(folder),
        "python traces": python_traces,
        "java traces": lambda: java(folder),
        **web(folder),
        "PostgreSQL": lambda: postgres(folder),
        "sshd": lambda: sshd(folder),
        "Redis": lambda: redis(folder),
    }
    result = {}
    for kind, make in makers.items():
        note(f"  {kind}")
        if lines := make():
            result[kind] = lines
    return result


def certificates():
    lines = []
    for path in sorted(glob.glob("/etc/ssl/certs/*.pem"))[:200]:
        lines += output(["openssl", "x509", "-in", path, "-noout", "-text"])
    return lines


def npm():
    lines = output(["npm", "ls", "-g", "--all", "--long"])
    lines += output(["npm", "install", "--dry-run", "--offline", "--loglevel", "silly", "left-pad"],
                    cwd="/")
    return lines + read("/usr/lib/node_modules/npm/package-lock.json",
                        "/usr/share/nodejs/*/package.json")


def traces(folder):
    """What people are asked to send: a program's own debug output."""
    quiet = {**os.environ, "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
    lines = output(["python3", "-v", "-c", "import ssl, http.client, email, sqlite3, secrets"])
    lines += output(["java", "-Xlog:gc*,class+load,safepoint,os,startuptime=info", "-version"])
    lines += output(["git", "log", "-1", "--stat"], env={
        **quiet, "GIT_TRACE": "1", "GIT_TRACE_SETUP": "1", "GIT_TRACE_PERFORMANCE": "1"})
    lines += output(["openssl", "version", "-a"], env={**quiet, "LD_DEBUG": "files,libs,bindings"})
    lines += output(["kubectl", "create", "deployment", "token-service", "--image=shop/web:1.2",
                     "--replicas=3", "--dry-run=client", "-o", "yaml", "-v=9"], env=quiet)
    lines += output(["kubectl", "options"], env=quiet)
    return lines[:MOST]


def python_traces():
    """Real ones, of errors that are made here."""
    rng = random.Random("traces")
    faults = (
        lambda: {}[rng.randbytes(8).hex()], lambda: int(f"x{rng.randrange(10**9)}"),
        lambda: open(f"/nonexistent/{rng.randbytes(6).hex()}"), lambda: [].pop(),
        lambda: socket.create_connection(("127.0.0.1", 1)), lambda: None.password,
        lambda: rng.randbytes(40).decode(), lambda: getattr(rng, f"token_{rng.randrange(999)}"),
        lambda: shutil.copy("/nonexistent/secret.key", "/tmp"),
    )
    def nested(depth, fault):
        return nested(depth - 1, fault) if depth else fault()
    lines = []
    while len(lines) < 20_000:
        try:
            nested(rng.randrange(6), rng.choice(faults))
        except Exception:
            lines += traceback.format_exc().rstrip("\n").split("\n")
    return lines


JAVA = """
import java.util.*;
public class Traces {
  static class TokenStore { static String load(int n) { return load(n, new HashMap<>()); }
    static String load(int n, Map<String, Integer> map) { if (n % 7 > 3) return load(n - 1);
      switch (n % 5) {
        case 0: throw new IllegalStateException("token store " + UUID.randomUUID() + " is closed");
        case 1: return "" + map.get("password");
        case 2: return "" + Integer.parseInt("key-" + n);
        case 3: return List.of(1).get(n).toString();
        default: return Objects.requireNonNull((String) null, "secret must not be null"); } } }
  public static void main(String[] a) {
    for (int n = 0; n < 8000; n++) try { if (TokenStore.load(n) != null) continue; }
    catch (RuntimeException e) { new RuntimeException("request " + UUID.randomUUID() + " " + n, e).printStackTrace(); } } }
"""


def java(folder):
    path = f"{folder}/Traces.java"
    with open(path, "w") as file:
        file.write(JAVA)
    return output(["java", path])


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log info; worker_processes 1;
events {{}}
http {{
  log_format long '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent" $request_id $request_time $connection $http_traceparent';
  access_log {folder}/nginx-access.log long; keepalive_requests 1000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 ok; }}
    location /static/ {{ root {folder}/none; }} location /old/ {{ return 301 /new/; }} }}
}}
"""


HAPROXY = """
global
  log stdout format raw local0
defaults
  mode http
  option httplog
  log global
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind 127.0.0.1:{front}
  capture request header User-Agent len 64
  capture request header Traceparent len 64
  unique-id-format %{{+X}}o\\ %ci:%cp_%fi:%fp_%Ts_%rt:%pid
  default_backend nginx
backend nginx
  option httpchk GET /health
  server nginx1 127.0.0.1:{port} check inter 500
"""


def daemon(name):
    return shutil.which(name) or shutil.which(f"/usr/sbin/{name}")


def web(folder):
    """nginx, and HAProxy before it where that is at hand; both are asked once."""
    done = []
    def run():
        if not done:
            done.append(nginx(folder))
        return done[0]
    return {"nginx": lambda: run()[0], "HAProxy": lambda: run()[1]}


def nginx(folder, count=150_000):
    program = daemon("nginx")
    if not program:
        return [], []
    port = free_port()
    front = None
    if balancer := daemon("haproxy"):
        front = free_port()
        with open(f"{folder}/haproxy.cfg", "w") as file:
            file.write(HAPROXY.format(front=front, port=port))
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen([program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/e.log"],
                              stderr=subprocess.DEVNULL)
    proxy = log = None
    rng = random.Random("nginx")
    try:
        if front:
            log = open(f"{folder}/haproxy.log", "wb")
            proxy = subprocess.Popen([balancer, "-db", "-f", f"{folder}/haproxy.cfg"], stdout=log,
                                     stderr=log)
        client = connected(port) and connected(front or port)
        if not client:
            return [], []
        end = time.monotonic() + LONGEST
        for number in range(count):
            if time.monotonic() > end:
                break
            h = rng.randbytes(20).hex()
            path = rng.choice((
                f"/api/orders/{number}", f"/assets/app.{h[:8]}.js", f"/static/{h}.png", f"/blob/{h}",
                f"/search?q=reset+password&page={number % 50}", f"/old/{h[:12]}?utm_source=mail",
                f"/login?next=%2Forders%2F{number}", f"/api/tokens/{number}/usage",
                f"/v2/library/web/manifests/sha256:{h}{h[:24]}", f"/?keyword=key&sort=author",
                f"/api/users/{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}/password",
            ))
            client.request(rng.choice(("GET", "GET", "HEAD", "POST")), path, headers={
                "User-Agent": rng.choice(("curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64)",
                                          "kube-probe/1.29")),
                "Traceparent": f"00-{rng.randbytes(16).hex()}-{rng.randbytes(8).hex()}-01",
                "Referer": f"https://www.example.com/account/password?step={number % 4}"})
            client.getresponse().read()
        client.close()
    finally:
        for program in (proxy, server):
            if program:
                program.terminate()
                program.wait()
        if log:
            log.close()
    return (read(f"{folder}/nginx-access.log", f"{folder}/nginx-error.log"),
            read(f"{folder}/haproxy.log"))


def connected(port):
    for _ in range(100):
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            client.connect()
            return client
        except OSError:
            time.sleep(.1)
    return None


def sshd(folder, count=500):
    """Sign-ins that fail, at its most talkative: nobody has a key that it takes."""
    program = daemon("sshd")
    if not program or not shutil.which("ssh"):
        return []
    port = free_port()
    home = f"{folder}/ssh"
    os.mkdir(home, 0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{home}/{name}"],
                       check=True, capture_output=True)
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    with open(f"{home}/log", "wb") as log:
        server = subprocess.Popen(
            [program, "-D", "-e", "-f", "/dev/null", "-h", f"{home}/host", "-p", str(port),
             "-o", "ListenAddress=127.0.0.1", "-o", "LogLevel=DEBUG3", "-o", "PidFile=none",
             "-o", "MaxStartups=100", "-o", "UsePAM=no"], stderr=log, stdout=log)
        try:
            if not connected(port):
                return []
            end = time.monotonic() + LONGEST
            for number in range(count):
                if time.monotonic() > end:
                    break
                user = ("root", "deploy", f"user{number}", "admin", "backup")[number % 5]
                subprocess.run(
                    ["ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "LogLevel=QUIET",
                     "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                     "-o", "IdentitiesOnly=yes", "-i", f"{home}/user", "-p", str(port),
                     f"{user}@127.0.0.1", "true"], capture_output=True, timeout=20,
                    stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            pass
        finally:
            server.terminate()
            server.wait()
    return read(f"{home}/log")


def redis(folder, count=200_000):
    """What MONITOR shows of a day's commands, and the server's own log."""
    program = daemon("redis-server")
    if not program:
        return []
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "debug",
         "--dir", folder, "--logfile", f"{folder}/redis.log"], stdout=subprocess.DEVNULL)
    rng = random.Random("redis")
    try:
        if not connected(port):
            return []
        monitor = socket.create_connection(("127.0.0.1", port))
        monitor.sendall(b"MONITOR\r\n")
        lines, client = b"", socket.create_connection(("127.0.0.1", port))
        for number in range(0, count, 4000):
            commands = []
            for key in range(number, number + 4000):
                h = rng.randbytes(16).hex()
                commands.append(rng.choice((
                    f"SET cart:{h[:8]} {key} EX 900", f"GET order:{key}", f"HGETALL product:{key}",
                    f"INCR rate:10.0.{key % 250}.7", f"EXPIRE lock:{h} 30", f"DEL password-reset:{key}",
                    f"ZADD ranking {key} sku-{h[:6]}", f"PUBLISH events order-{key}-created",
                    f"LPUSH queue:mail job-{h[:12]}", f"SISMEMBER token-service:seen {key}",
                )))
            client.sendall(("\r\n".join(commands) + "\r\n").encode())
            client.settimeout(.2)
            monitor.settimeout(.2)
            for connection in (client, monitor):
                try:
                    while data := connection.recv(1 << 18):
                        lines += data if connection is monitor else b""
                except TimeoutError:
                    pass
    finally:
        server.terminate()
        server.wait()
    return (read(f"{folder}/redis.log") + split(lines))[:MOST]


def postgres(folder, count=60_000):
    programs = [shutil.which(name) for name in ("initdb", "postgres")]
    if not all(programs):
        return []
    home = f"{folder}/pg"
    os.mkdir(home)
    more = {}
    if os.geteuid() == 0:
        # It refuses to run as root.
        more = {"user": "nobody", "cwd": home}
        shutil.chown(home, "nobody")
        above = folder
        while above not in ("/", "/tmp", "/dev/shm") and os.stat(above).st_uid == 0:
            os.chmod(above, os.stat(above).st_mode | 0o011)
            above = os.path.dirname(above)
    rng = random.Random("postgres")
    statements = ["CREATE TABLE users (id int primary key, name text, password_hash text, token_count int)"]
    for number in range(count):
        statements.append(rng.choice((
            f"INSERT INTO users (id, name, token_count) VALUES ({number}, 'user-{number}', {number % 90})",
            f"INSERT INTO users (id, name, token_count) VALUES ({number % 50}, 'again', 0)",
            f"SELECT id, password_hash IS NULL AS has_password FROM users WHERE id = {number}",
            f"UPDATE users SET token_count = token_count + 1 WHERE id = {number}",
            f"SELECT md5('{number}'), gen_random_uuid(), now()", f"SELECT {number} / 0",
            f"SELECT * FROM missing_{number}", f"DELETE FROM users WHERE id = {number}",
        )))
    try:
        subprocess.run([programs[0], "-D", f"{home}/data", "-U", "app", "--auth=trust", "-N"],
                       check=True, capture_output=True, timeout=120, **more)
        done = subprocess.run(
            [programs[1], "--single", "-j", "-D", f"{home}/data", "-c", "log_statement=all", "-c", "fsync=off",
             "-c", "log_duration=on", "-c", "log_line_prefix=%m [%p] %u@%d ", "-c", "log_min_messages=debug1", "postgres"],
            input="".join(f"{s};\n\n" for s in statements).encode(), capture_output=True,
            timeout=180, **more)
    except (subprocess.SubprocessError, OSError) as error:
        note(f"  PostgreSQL couldn't be run: {type(error).__name__}")
        return []
    return split(done.stderr)

"""Servers on loopback, started when a template asks for them."""

import getpass, os, re, shutil, signal, socket, subprocess, time, urllib.request
from pathlib import Path

FOLDERS = ["/usr/sbin", "/sbin", *sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))]


def search_path():
    return ":".join([os.environ.get("PATH", "/usr/bin:/bin"), *FOLDERS])


def path(tool):
    return shutil.which(tool, path=search_path())


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait(what, holds, seconds=30):
    for _ in range(seconds * 10):
        if holds():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{what} doesn't answer")


def listens(port):
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


class Servers:
    """Each is started once; `fresh` empties it and gives the environment that finds it."""

    PROGRAMS = {
        "aws": ["moto_server", "aws"], "postgres": ["initdb", "pg_ctl", "psql"],
        "mariadb": ["mariadbd", "mysql", "mysqldump"], "redis": ["redis-server", "redis-cli"],
        "nginx": ["nginx", "curl", "openssl"], "bind": ["named", "dig", "nsupdate"],
    }

    def __init__(self, root):
        self.root, self.processes, self.ports = root, [], {}

    def can(self, name):
        return all(path(program) for program in self.PROGRAMS[name])

    def fresh(self, name):
        return getattr(self, name)()

    def start(self, words, name, **options):
        log = open(self.root / f"{name}.log", "ab")
        environment = dict(os.environ, PATH=search_path())
        process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                   env=environment, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    # A database refuses to be root's: whoever plays it then is nobody.
    def owner(self, folder):
        if os.geteuid() != 0:
            return {}
        shutil.chown(folder, "nobody")
        return {"user": "nobody"}

    def aws(self):
        if "aws" not in self.ports:
            port = self.ports["aws"] = free_port()
            self.start([path("moto_server"), "-H", "127.0.0.1", "-p", str(port)], "moto")
            wait("moto", lambda: listens(port))
        port = self.ports["aws"]
        urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{port}/moto-api/reset", method="POST")).read()
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def postgres(self):
        folder = self.root / "postgres"
        if "postgres" not in self.ports:
            port = self.ports["postgres"] = free_port()
            folder.mkdir()
            owner = self.owner(folder)
            run = dict(check=True, capture_output=True, cwd=folder, **owner)
            subprocess.run([path("initdb"), "-D", folder / "data", "-U", "postgres", "-A", "trust"], **run)
            program = Path(path("initdb")).with_name("postgres")
            self.start([program, "-D", folder / "data", "-p", str(port), "-k", folder, "-c",
                        "listen_addresses=127.0.0.1", "-c", "fsync=off"], "postgres", cwd=folder, **owner)
            wait("postgres", lambda: subprocess.run(
                [path("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0)
        port = str(self.ports["postgres"])
        found = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres"}
        sql = subprocess.run(
            [path("psql"), "-X", "-At", "-d", "postgres", "-c",
             "SELECT datname FROM pg_database WHERE datname LIKE 'shop%'"],
            env=dict(os.environ, **found), check=True, capture_output=True, text=True).stdout
        for database in sql.split():
            subprocess.run([path("dropdb"), "--force", database], env=dict(os.environ, **found), check=True)
        subprocess.run([path("createdb"), "shop"], env=dict(os.environ, **found), check=True)
        return found

    def mariadb(self):
        folder = self.root / "mariadb"
        if "mariadb" not in self.ports:
            port = self.ports["mariadb"] = free_port()
            (folder / "data/mysql").mkdir(parents=True)
            owner = self.owner(folder)
            for part in [folder / "data", folder / "data/mysql"]:
                self.owner(part)
            program = Path(path("mariadbd")).resolve()
            share = program.parent.parent / "share/mysql"
            words = [program, "--no-defaults", f"--datadir={folder}/data", f"--socket={folder}/socket", f"--tmpdir={folder}",
                     f"--lc-messages-dir={share}", f"--pid-file={folder}/pid", "--innodb-flush-log-at-trx-commit=0"]
            tables = b"use mysql;\n" + b"".join(
                (share / name).read_bytes() for name in [
                    "mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"])
            made = subprocess.run([*words, "--bootstrap", "--skip-grant-tables"], input=tables,
                                  capture_output=True, cwd=folder, **owner)
            if made.returncode != 0:
                raise RuntimeError(f"mariadb can't be set up: {made.stderr.decode(errors='replace')[-2000:]}")
            self.start([*words, "--skip-grant-tables", "--bind-address=127.0.0.1", f"--port={port}"], "mariadb",
                       cwd=folder, **owner)
            wait("mariadb", lambda: listens(port))
        found = {"MYSQL_HOST": "127.0.0.1", "MYSQL_TCP_PORT": str(self.ports["mariadb"])}
        subprocess.run([path("mysql"), "--no-defaults", "-h", "127.0.0.1", "-P", found["MYSQL_TCP_PORT"], "-e",
                        "DROP DATABASE IF EXISTS shop; CREATE DATABASE shop"], check=True)
        return found

    def redis(self):
        if "redis" not in self.ports:
            port = self.ports["redis"] = free_port()
            (self.root / "redis").mkdir()
            self.start([path("redis-server"), "--bind", "127.0.0.1", "--port", str(port), "--save", "",
                        "--dir", self.root / "redis"], "redis")
            wait("redis", lambda: listens(port))
        port = str(self.ports["redis"])
        subprocess.run([path("redis-cli"), "-p", port, "flushall"], check=True, capture_output=True)
        return {"REDIS_PORT": port}

    def nginx(self):
        """Two applications behind a proxy, in a folder that the case writes to."""
        ports = [free_port() for _ in range(3)]
        return {"PORT": str(ports[0]), "APP_PORT": str(ports[1]), "TLS_PORT": str(ports[2])}

    def bind(self):
        folder = self.root / f"bind-{len(self.processes)}"
        folder.mkdir()
        port = free_port()
        key = subprocess.run(["openssl", "rand", "-base64", "32"], check=True, capture_output=True, text=True)
        (folder / "key").write_text(
            f'key "update" {{ algorithm hmac-sha256; secret "{key.stdout.strip()}"; }};\n')
        (folder / "shop.zone").write_text(
            "$TTL 300\n@ IN SOA ns.shop.example. ops.shop.example. 1 3600 600 86400 300\n@ IN NS ns\n"
            "ns IN A 127.0.0.1\nwww 300 IN A 192.0.2.10\n")
        (folder / "named.conf").write_text(
            f'include "{folder}/key";\noptions {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }};\n'
            "listen-on-v6 { none; }; recursion no; pid-file none; dnssec-validation no; "
            f'session-keyfile "{folder}/session.key"; }};\ncontrols {{ }};\n'
            'zone "shop.example" { type primary; file "shop.zone"; allow-update { key "update"; }; };\n')
        self.start([path("named"), "-g", "-c", folder / "named.conf"], "named", cwd=folder)
        wait("named", lambda: listens(port))
        return {"DNS_PORT": str(port), "DNS_KEY": f"{folder}/key"}

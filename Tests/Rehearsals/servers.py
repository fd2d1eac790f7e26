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
        "nginx": ["nginx", "curl", "openssl"], "bind": ["named", "dig", "nsupdate"], "standby": ["pg_basebackup"],
        "unit": ["nginx"], "crontab": ["crontab", "unshare"], "nft": ["nft", "unshare", "nsenter"],
    }
    ROOTS = ["crontab", "nft"]

    def __init__(self, root):
        self.root, self.processes, self.ports = root, [], {}

    def can(self, name):
        return all(path(program) for program in self.PROGRAMS[name]) and (
            name not in self.ROOTS or os.geteuid() == 0)

    def wrapper(self, name, text):
        """The folder of a program that stands before the real one."""
        folder = self.root / f"bin-{name}"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
        return {"PATH": f"{folder}:{search_path()}"}

    def fresh(self, name):
        return getattr(self, name)()

    def start(self, words, name, environment=None, **options):
        log = open(self.root / f"{name}.log", "ab")
        environment = dict(os.environ, PATH=search_path(), **(environment or {}))
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
            self.start([path("moto_server"), "-H", "127.0.0.1", "-p", str(port)], "moto",
                       environment={"MOTO_ACM_VALIDATION_WAIT": "1"})
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
            # The logins whose passwords are rotated need them.
            hba = folder / "data/pg_hba.conf"
            hba.write_text("host all orders_a,orders_b 127.0.0.1/32 scram-sha-256\n" + hba.read_text())
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

    def standby(self):
        """A copy that follows the primary."""
        folder = self.root / f"standby-{len(self.processes)}"
        folder.mkdir()
        owner = self.owner(folder)
        primary, port = str(self.ports["postgres"]), free_port()
        subprocess.run([path("pg_basebackup"), "-h", "127.0.0.1", "-p", primary, "-U", "postgres", "-D", folder / "data",
                        "-R", "--checkpoint=fast"], check=True, capture_output=True, cwd=folder, **owner)
        program = Path(path("initdb")).with_name("postgres")
        self.start([program, "-D", folder / "data", "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1",
                    "-c", "fsync=off"], "standby", cwd=folder, **owner)
        wait("standby", lambda: subprocess.run(
            [path("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0)
        return {"STANDBY_PORT": str(port)}

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
            login = getpass.getuser()
            tables += (f"FLUSH PRIVILEGES;\nCREATE OR REPLACE USER '{login}'@'127.0.0.1';\n"
                       f"GRANT ALL ON *.* TO '{login}'@'127.0.0.1' WITH GRANT OPTION;\n").encode()
            made = subprocess.run([*words, "--bootstrap", "--skip-grant-tables"], input=tables,
                                  capture_output=True, cwd=folder, **owner)
            if made.returncode != 0:
                raise RuntimeError(f"mariadb can't be set up: {made.stderr.decode(errors='replace')[-2000:]}")
            self.start([*words, "--skip-name-resolve", "--bind-address=127.0.0.1", f"--port={port}"], "mariadb",
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
        return {"DNS_PORT": str(port), "DNS_KEY": f"{folder}/key", "HOME": str(folder)}

    def unit(self):
        """What stands for systemd: a program called systemctl, which starts and reloads the case's nginx."""
        folder = self.root / f"unit-{len(list(self.root.glob('unit-*')))}"
        folder.mkdir()
        here = f'exec "{path("nginx")}" -c "$(cat {folder}/folder)/nginx.conf"'
        for name, text in {
            "nginx-here": f'{here} "$@"',
            "systemctl": f"""case $1 in
is-active | is-enabled) kill -0 "$(cat "$(cat {folder}/folder)/pid")" ;;
reload | restart) {here} -s reload ;;
*) exit 1 ;;
esac""",
        }.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)
        return {"UNITS": str(folder), "PATH": f"{folder}:{search_path()}"}

    def crontab(self):
        """The real one, on a spool folder of its own."""
        spool = self.root / "spool"
        (spool / "cron/crontabs").mkdir(parents=True, exist_ok=True)
        for file in (spool / "cron/crontabs").iterdir():
            file.unlink()
        return self.wrapper("crontab", f"""exec unshare -m sh -c \
  'mount --bind {spool} /var/spool && exec {path("crontab")} "$@"' crontab "$@\"""")

    def nft(self):
        """The real one, in a network of its own."""
        if "nft" not in self.ports:
            self.ports["nft"] = self.start([path("unshare"), "-n", "sleep", "86400"], "network").pid
            time.sleep(0.5)
        real = f'exec nsenter -t {self.ports["nft"]} -n {path("nft")}'
        subprocess.run(["sh", "-c", f"{real} flush ruleset"], check=True)
        return self.wrapper("nft", f'{real} "$@"')

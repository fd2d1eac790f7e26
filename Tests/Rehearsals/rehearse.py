"""Runs plan templates on servers of this machine. See Scripts/check-checklists."""

import argparse, importlib, json, os, pty, re, select, shutil, signal, subprocess, sys, tempfile, time
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
CASES = {}
PARSED = []
TEMPLATES = []


def parsed(template):
    """The AWS CLI's own parser is to take each command of the template; nothing is sent."""
    PARSED.append(template)


def commands(part):
    """Every argument list and script of a plan, with its environment."""
    if isinstance(part, dict):
        if "argv" in part:
            yield part["argv"], part.get("env", {})
        if "script" in part:
            yield ["bash", "-c", part["script"]], part.get("env", {})
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else []:
        yield from commands(inner)


def case(template, servers=(), tools=(), settings=None, answers=None, unplayed=(), before="", after="", undone="",
         again="", closed=""):
    """What is run for a template: scripts for bash, with `set -eu`, in a folder of its own.

    before: makes what the plan expects. after: must hold when the plan has run. undone: must hold when
    it was rolled back. again: makes once more what the plan expects. closed: must hold when it was run again and
    closed. answers: what is typed in for
    parameters. unplayed: steps that the server refuses because it doesn't play them; these alone may fail.
    """
    assert template not in CASES, template
    CASES[template] = dict(servers=servers, tools=tools, settings=settings or {}, answers=answers or {},
                           unplayed=list(unplayed), before=before, after=after, undone=undone,
                           again=again, closed=closed)


class Failure(Exception):
    pass


# What a person would answer, by the question that stands last on the terminal.
ANSWERS = [
    (re.compile(r"Type (\S+) to (?:run it|take it back)[^\n]*:\s*$"), lambda found: found.group(1)),
    (re.compile(r"\[y\]es[^\n]*:\s*$"), lambda _: "y"),
    (re.compile(r"\[y/N\]\s*$"), lambda _: "y"),
]


def at_terminal(words, folder, environment, answers=(), seconds=int(os.environ.get("REHEARSAL_SECONDS", "240"))):
    """Runs a command at a terminal, answers what it asks, and gives its exit code and its text."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(words[0], words, environment)
    text, seen, end = "", 0, time.monotonic() + seconds
    try:
        while True:
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                raise Failure(f"{' '.join(words[:3])} went on for {seconds} s:\n{text[-3000:]}")
            if not select.select([terminal], [], [], 0.2)[0]:
                continue
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", piece.decode(errors="replace")).replace("\r", "")
            for question, answer in [*ANSWERS, *answers]:
                found = question.search(text[seen:])
                if found:
                    seen = len(text)
                    time.sleep(0.2)  # What is typed ahead of a question is dropped.
                    os.write(terminal, answer(found).encode() + b"\n")
                    break
    finally:
        os.close(terminal)
        status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status), text


class Rehearsal:
    def __init__(self, handoff, template, folder, environment, aws):
        self.aws = aws
        self.handoff, self.template, self.folder, self.case = handoff, template, folder, CASES[template]
        self.environment = environment | {
            "XDG_CONFIG_HOME": f"{folder}/config", "XDG_STATE_HOME": f"{folder}/state"}

    def shell(self, script, what):
        done = subprocess.run(["bash", "-c", "set -eu\n" + script], cwd=f"{self.folder}/place",
                              env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(f"{what} doesn't hold (exit {done.returncode}):\n{script}\n"
                          f"{done.stdout[-2000:]}{done.stderr[-2000:]}")

    def program(self, *words, where=".", codes=(0,)):
        answers = [(re.compile(rf"\({name}\):\s*$"), lambda _, value=value: value)
                   for name, value in self.case["answers"].items()]
        code, text = at_terminal([self.handoff, *words], f"{self.folder}/{where}", self.environment, answers)
        if code not in codes:
            raise Failure(f"handoff {' '.join(words[:2])}: exit {code}\n{text[-6000:]}")
        return text

    def plainly(self, *words):
        """Without a terminal: nobody is asked."""
        done = subprocess.run([self.handoff, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(f"handoff {' '.join(words[:2])}: exit {done.returncode}\n{done.stderr[-6000:]}")

    def prepare(self):
        for name in ["place", "config/handoff", "state"]:
            (self.folder / name).mkdir(parents=True)
        people = ["author", "approver", "second", "executor"]
        signers = ""
        for name in people:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
            signers += f"{name}@x.example {(self.folder / (name + '.pub')).read_text()}"
        (self.folder / "signers").write_text(signers)
        if self.case["before"]:
            self.shell(self.case["before"], "what stands before")
        settings = {name: (self.folder / value[1:]).read_text() if value.startswith("@") else value
                    for name, value in self.case["settings"].items()}
        settings = dict(settings, author="author@x.example", client="acme", ticket="T-1",
                        expires=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400)))
        sets = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
        self.plainly("plan", "new", "--from", self.template, "-o", "plan.yaml", *TEMPLATES, *sets)
        plan = yaml.safe_load((self.folder / "plan.yaml").read_text())
        self.finishes = any(key in task for task in plan.get("post", []) for key in ["run", "verify"])
        self.roles = sorted({approval["role"] for approval in plan.get("approvals", [])}
                            | {step["gate"]["approval"] for step in plan["steps"]
                               if "approval" in step.get("gate", {})})
        roles = "".join(f"  {role}: [approver@x.example, second@x.example]\n" for role in self.roles)
        (self.folder / "config/handoff/client.yaml").write_text(
            f"client: acme\nallowedSigners: {self.folder}/signers\n" + (f"roles:\n{roles}" if roles else "")
            + (f"tools: {{aws: {self.aws}}}\n" if self.aws else ""))
        self.plainly("plan", "check", "plan.yaml")
        self.plainly("plan", "build", "plan.yaml", "-o", "b.tar.gz", "--sign", "author")

    def run(self, journal):
        approvals = []
        for role in self.roles:
            for name in ["approver", "second"]:
                file = f"{journal}-{role}-{name}.json"
                self.program("approve", "b.tar.gz", "--role", role, "--sign", name, "-o", file)
                approvals += ["--approval", f"../{file}"]
        unplayed = self.case["unplayed"]
        self.program("run", "../b.tar.gz", "--sign", "../executor", "--journal", f"../{journal}",
                     *approvals, where="place", codes=(2,) if unplayed else (0,))
        if unplayed:
            state = subprocess.run([self.handoff, "status", journal, "--json"], cwd=self.folder, env=self.environment,
                                   capture_output=True, text=True).stdout
            bad = [step["id"] for step in json.loads(state)["steps"] if step["state"] != "done"]
            if bad != unplayed:
                raise Failure(f"these steps aren't done: {bad}, and not {unplayed}")

    def whole(self):
        self.prepare()
        self.run("run")
        if self.case["after"]:
            self.shell(self.case["after"], "what stands after")
        self.program("evidence", "run", "-o", "evidence.tar.zst", "--sign", "executor")
        self.program("verify", "evidence.tar.zst")
        if self.case["undone"]:
            self.program("rollback", "../run", "--sign", "../executor", where="place")
            self.shell(self.case["undone"], "what stands when it is rolled back")
        if self.finishes or self.case["closed"]:
            if self.case["undone"]:
                self.shell(self.case["again"], "what stands before it is run again")
                self.run("again")
            self.program("close", "../again" if self.case["undone"] else "../run",
                         "--sign", "../executor", where="place")
            self.shell(self.case["closed"], "what stands when it is closed")


STUB = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
if ! "$AWS" "$@" --generate-cli-skeleton input > /dev/null 2>> "$CALLS.errors"; then echo "$*" >> "$CALLS.refused"; fi
echo 1
"""


def parse(handoff, template, folder, aws):
    """How many commands the parser took."""
    folder.mkdir()
    stub = folder / "bin/aws"
    stub.parent.mkdir()
    stub.write_text(STUB)
    stub.chmod(0o755)
    calls = folder / "calls"
    environment = dict(os.environ, AWS=aws, CALLS=str(calls), PATH=f"{stub.parent}:{os.environ['PATH']}",
                       AWS_DEFAULT_REGION="eu-central-1", AWS_EC2_METADATA_DISABLED="true")
    text = subprocess.run([handoff, "plan", "new", "--from", template, *TEMPLATES], check=True, capture_output=True).stdout
    for words, more in commands(yaml.safe_load(text)):
        subprocess.run(words, env=environment | {name: str(value) for name, value in more.items()},
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=120)
    refused = folder / "calls.refused"
    if refused.exists():
        raise Failure(f"the AWS CLI refuses:\n{refused.read_text()}{(folder / 'calls.errors').read_text()}")
    if not calls.exists():
        raise Failure("no command of it calls the AWS CLI")
    return len(calls.read_text().splitlines())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--keep")
    options.add_argument("--binary", default=str(HERE.parent.parent / ".build/debug/handoff"), type=os.path.abspath)
    options.add_argument("--checklists")
    options.add_argument("words", nargs="*")
    options = options.parse_args()
    if options.checklists:
        TEMPLATES.extend(["--checklists", str(Path(options.checklists).resolve())])
    sys.path.insert(0, str(HERE))
    sys.modules["rehearse"] = sys.modules["__main__"]
    for file in sorted(HERE.glob("cases_*.py")):
        importlib.import_module(file.stem)
    servers = importlib.import_module("servers")
    names = [name for name in CASES if not options.words or any(word in name for word in options.words)]
    root = Path(options.keep or tempfile.mkdtemp(prefix="rehearsal-", dir="/tmp")).resolve()
    root.mkdir(parents=True, exist_ok=True)
    os.chmod(root, 0o755)
    running, failed, left = servers.Servers(root), [], []
    try:
        for name in names:
            missing = [tool for tool in CASES[name]["tools"] if not servers.path(tool)]
            missing += [server for server in CASES[name]["servers"] if not running.can(server)]
            if missing:
                left.append(name)
                print(f"left     {name}: {', '.join(missing)} not installed", flush=True)
                continue
            began = time.monotonic()
            folder = root / name.replace("/", "-")
            folder.mkdir()
            environment = dict(os.environ, LC_ALL="C.UTF-8", PATH=servers.search_path())
            try:
                for server in CASES[name]["servers"]:
                    environment |= running.fresh(server)
                Rehearsal(options.binary, name, folder, environment, servers.path("aws")).whole()
                print(f"ran      {name} ({time.monotonic() - began:.1f} s)", flush=True)
            except (Failure, RuntimeError, subprocess.CalledProcessError) as failure:
                failed.append(name)
                print(f"FAILED   {name}: {failure}", flush=True)
        for name in [name for name in PARSED if not options.words or any(word in name for word in options.words)]:
            if not servers.path("aws"):
                print(f"left     {name}: aws not installed", flush=True)
                continue
            try:
                count = parse(options.binary, name, root / name.replace("/", "-"), servers.path("aws"))
                print(f"parsed   {name} ({count} commands)", flush=True)
            except Failure as failure:
                failed.append(name)
                print(f"FAILED   {name}: {failure}", flush=True)
    finally:
        running.stop()
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)
    print(f"{len(set(names) - set(failed) - set(left))} ran, {len(failed)} failed, {len(left)} left")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

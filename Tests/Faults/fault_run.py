"""Kills `handoff run` on a real target, takes it up again, and asks the target what happened.

Called by Scripts/fault-run with: rounds, binary, seed, work folder, journal-fault.so. The folder
holds a PostgreSQL server (Tests/Services/postgres).
"""
import hashlib, json, os, pty, random, re, select, shutil, signal, subprocess, sys, threading, time

rounds, binary, seed, work, shim = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
here = os.path.dirname(os.path.abspath(__file__))
services = f"{here}/../Services"
points = ["before", "half", "written", "synced"]
single = ["add-column", "charge"]
workers = 2 if rounds >= 100 else 1
# The exit code and the state in which each command ends.
ends = {"good": (0, "done"), "rollback": (0, "rolled-back"), "bad": (2, "rolled-back")}


class Failure(Exception):
  pass


class Client:
  """A client's machine: keys, a database, a work tree, two approved bundles."""

  def __init__(self, number):
    self.folder = f"{work}/client{number}"
    self.number = number
    os.makedirs(f"{self.folder}/cfg/handoff")
    self.environment = {
      "PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8",
      "XDG_CONFIG_HOME": f"{self.folder}/cfg", "XDG_STATE_HOME": f"{self.folder}/state", "TMPDIR": f"{self.folder}/tmp",
      "PGHOST": f"{work}/socket", "PGUSER": "postgres", "PGDATABASE": f"client{number}",
      "GIT_CONFIG_GLOBAL": f"{self.folder}/gitconfig", "GIT_CONFIG_NOSYSTEM": "1", "HANDOFF": binary,
    }
    os.mkdir(f"{self.folder}/tmp")
    self.shell("""
      for name in author olga erik; do ssh-keygen -q -t ed25519 -N '' -C $name@x -f $name; printf '%s@x ' $name; cat $name.pub; done > signers
      printf 'client: acme\\nallowedSigners: %s\\n' "$PWD/signers" > cfg/handoff/client.yaml
      git config --global user.name Test; git config --global user.email test@x; git config --global init.defaultBranch main
      git init -q source; mkdir source/conf
      for n in 1 2 3 4 5 6; do seq 1 400 | sed "s/^/file $n line /" > source/conf/$n; done
      git -C source add -A; git -C source commit -qm before
      git clone -q source tree
      for n in 1 2 3 4 5 6; do sed -i 's/line \\(.*\\)7$/row \\17/' source/conf/$n; done
      git -C source commit -qam after
      createdb
      psql -Xqv ON_ERROR_STOP=1 <<'SQL'
      CREATE SCHEMA app; CREATE SCHEMA audit;
      CREATE TABLE app.orders (id int PRIMARY KEY, total numeric NOT NULL);
      INSERT INTO app.orders SELECT n, n * 1.5 FROM generate_series(1, 50) n;
      CREATE TABLE app.ledger (ticket text NOT NULL, amount int NOT NULL);
      INSERT INTO app.ledger VALUES ('T-0', 7);
      CREATE TABLE audit.effects (n serial PRIMARY KEY, step text NOT NULL);
SQL
      pg_dump --exclude-schema=audit > dump.sql
    """)
    plan = open(f"{here}/plan.yaml").read()
    # One plan that goes through and one whose last step fails, which rolls everything back.
    for name, confirmed in [("good", "50"), ("bad", "51")]:
      with open(f"{self.folder}/plan.yaml", "w") as file:
        file.write(plan.replace("@CONFIRMED@", confirmed))
      self.shell(f"""
        "$HANDOFF" plan build plan.yaml -o {name}.tar.gz --sign author --quiet
        "$HANDOFF" approve {name}.tar.gz --role change-approver --sign olga -o {name}.json --quiet
      """)
    self.start = self.state()

  def shell(self, script):
    result = subprocess.run(["bash", "-c", "set -eu\n" + script], cwd=self.folder, env=self.environment,
      capture_output=True, text=True)
    if result.returncode != 0:
      raise Failure(f"{script}\n{result.stdout}{result.stderr}")
    return result.stdout

  def state(self):
    """The target, as PostgreSQL and git tell it."""
    dump = self.shell(f"{services}/database-state audit")
    tree = self.shell("git -C tree rev-parse HEAD; git -C tree status --porcelain; cd tree; find conf -type f | sort | xargs sha256sum")
    return hashlib.sha256(dump.encode()).hexdigest(), tree

  def counts(self):
    rows = self.shell("psql -XAtc 'SELECT step, count(*) FROM audit.effects GROUP BY step'")
    counts = {line.split("|")[0]: int(line.split("|")[1]) for line in rows.split("\n") if line}
    moves = self.shell("git -C tree reflog --format=%gs").split("\n")
    counts["release"] = moves.count("commit: release T-1")
    counts["undo release"] = moves.count("reset: moving to HEAD~1")
    return counts

  def forget(self):
    """As if nothing had been run here before."""
    self.shell("""
      rm -rf run state/handoff/approvals-used state/handoff/run-places tmp/*
      psql -Xqc 'TRUNCATE audit.effects'
      rm -f tree/.git/logs/HEAD tree/.git/logs/refs/heads/main
    """)

  def order(self, name):
    if name == "rollback":
      return [binary, "rollback", "run", "--yes"]
    return [binary, "run", f"{name}.tar.gz", "--sign", "erik", "--approval", f"{name}.json", "--journal", "run", "--yes"]

  def start_command(self, name, kill=None):
    environment = dict(self.environment)
    if kill:
      environment.update(LD_PRELOAD=shim, JOURNAL_FAULT=kill)
    with open(f"{self.folder}/out", "ab") as out:
      return subprocess.Popen(self.order(name), cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=out, stderr=out)

  def kill_at_write(self, name, number, point):
    child = self.start_command(name, f"{number}:{point}")
    child.wait(120)
    return child.returncode == -signal.SIGKILL

  def kill_after(self, name, seconds):
    child = self.start_command(name)
    try:
      child.wait(seconds)
    except subprocess.TimeoutExpired:
      child.kill()
      child.wait()
    return child.returncode == -signal.SIGKILL

  def finish(self, name, wanted):
    """Takes the run up until it is over; a person answers where one is asked."""
    asked = 0
    for _ in range(6):
      status = self.start_command(name).wait(120)
      state = self.standing()
      if state == "unknown" and status == 2:
        asked += 1
        status = self.at_terminal(name)
        state = self.standing()
      if (status, state) == wanted:
        return asked
      if state != "unknown":
        raise Failure(f"{name} ended {status}, {state}:\n" + open(f"{self.folder}/out").read()[-3000:])
    raise Failure(f"{name} doesn't come to its end:\n" + open(f"{self.folder}/out").read()[-3000:])

  def standing(self):
    return json.loads(self.shell('"$HANDOFF" status run --json'))["state"]

  def at_terminal(self, name):
    pid, terminal = pty.fork()
    if pid == 0:
      os.chdir(self.folder)
      os.execve(binary, self.order(name), self.environment)
    text, answered, deadline = "", 0, time.monotonic() + 120
    while time.monotonic() < deadline:
      if not select.select([terminal], [], [], 1)[0]:
        continue
      try:
        piece = os.read(terminal, 65536)
      except OSError:
        break
      if not piece:
        break
      text += piece.decode(errors="replace")
      rest = text[answered:]
      if "or [q]uit: " in rest:
        step, phase = re.findall(r"The end of the step '(.*?)' \((\w+)\)", text)[-1]
        # The person looks at the target.
        effect = step if phase == "run" else "undo " + step
        is_done = self.counts().get(effect, 0) > 0
        answered = len(text)
        time.sleep(0.05)
        os.write(terminal, b"d\n" if is_done else b"n\n")
      elif rest.endswith("[y/N] ") or rest.endswith("[q]uit: "):
        raise Failure("asked something else:\n" + text[-2000:])
    with open(f"{self.folder}/out", "a") as out:
      out.write(text)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

  def has_begun(self):
    return subprocess.run([binary, "status", "run"], cwd=self.folder, env=self.environment, capture_output=True).returncode == 0

  def judge_way_back(self):
    """Taken back without being finished: what ran, ran once, and was taken back once."""
    counts = self.counts()
    for step in single + ["release"]:
      if counts.get(step, 0) > 1 or counts.get(step, 0) != counts.get("undo " + step, 0):
        raise Failure(f"{step} ran {counts.get(step, 0)} times and was taken back {counts.get('undo ' + step, 0)} times")
    self.shell('"$HANDOFF" journal verify run')
    if self.state() != self.start:
      raise Failure(f"the start state isn't restored: {self.start} {self.state()}")

  def judge(self, undone):
    counts = self.counts()
    for step in single + ["release"]:
      if counts.get(step, 0) != 1:
        raise Failure(f"{step} ran {counts.get(step, 0)} times")
      if counts.get("undo " + step, 0) != (1 if undone else 0):
        raise Failure(f"the rollback of {step} ran {counts.get('undo ' + step, 0)} times")
    if counts.get("backfill", 0) < 1 or undone and counts.get("undo backfill", 0) < 1:
      raise Failure("backfill is lost")
    self.shell('"$HANDOFF" journal verify run')
    if undone:
      if self.state() != self.start:
        raise Failure(f"the start state isn't restored: {self.start} {self.state()}")
    else:
      self.shell("""
        test "$(psql -XAtc "SELECT count(*) FROM app.orders WHERE currency = 'EUR'")" = 50
        test "$(psql -XAtc "SELECT count(*) FROM app.ledger WHERE ticket = 'T-1'")" = 1
        test -z "$(git -C tree status --porcelain)"
        test "$(git -C tree rev-parse HEAD^{tree})" = "$(git -C source rev-parse HEAD^{tree})"
      """)


def lines(client):
  with open(f"{client.folder}/run/journal.jsonl") as file:
    return sum(1 for _ in file)


def rehearse(client):
  """How many lines each command writes, and how long it takes, when nobody disturbs it."""
  length, duration = {}, {}
  for name in ["good", "rollback", "bad"]:
    if name != "rollback":
      client.forget()
    before = lines(client) if name == "rollback" else 0
    begin = time.monotonic()
    client.finish(name, ends[name])
    duration[name] = time.monotonic() - begin
    length[name] = lines(client) - before
    client.judge(undone=name != "good")
  return length, duration


def moments(length):
  """Every write of every command with every point, in a drawn order."""
  every = [(name, number, point) for name in length for number in range(1, length[name] + 1) for point in points]
  while True:
    batch = list(every)
    draw.shuffle(batch)
    yield from batch


draw = random.Random(seed)
lock = threading.Lock()
totals = {"runs": 0, "kills": 0, "at writes": 0, "at random moments": 0, "not killed": 0, "taken back at once": 0, "asked": 0}
seen = set()
problems = []
left = iter(range(rounds))
# SIGTERM: the runs under way come to their end, and what was seen is told.
told_to_end = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: told_to_end.set())


def note(name, count=1):
  with lock:
    totals[name] += count


def one(client, number, plan, extra):
  """One run: killed once or more, taken up, judged, rolled back, judged."""
  open(f"{client.folder}/out", "w").close()
  client.forget()
  name = plan[1][0] if plan[0] == "write" else plan[1]
  bundle = "bad" if name == "bad" else "good"

  def kill(command, how):
    if how[0] == "write":
      killed = client.kill_at_write(command, how[1][1], how[1][2])
      note("at writes" if killed else "not killed")
    else:
      killed = client.kill_after(command, how[2])
      note("at random moments" if killed else "not killed")
    note("kills", 1 if killed else 0)

  if name == "rollback":
    client.finish("good", ends["good"])
  kill(name, plan)
  for how in extra:
    kill(name, how)
  if name == "rollback":
    note("asked", client.finish("rollback", ends["rollback"]))
  elif bundle == "good" and number % 5 == 3 and client.has_begun():
    note("taken back at once")
    note("asked", client.finish("rollback", ends["rollback"]))
    return client.judge_way_back()
  else:
    note("asked", client.finish(bundle, ends[bundle]))
    if bundle == "good":
      client.judge(undone=False)
      note("asked", client.finish("rollback", ends["rollback"]))
  client.judge(undone=True)
  if plan[0] == "write":
    with lock:
      seen.add(plan[1])


def work_off(client):
  while not problems and not told_to_end.is_set():
    with lock:
      number = next(left, None)
      if number is None:
        return
      # Two of three kills at writes, so that 1,000 runs see each of them; one at any moment.
      if number % 3 < 2:
        plan = ("write", next(at_write))
      else:
        name = draw.choice(["good", "good", "bad", "rollback"])
        plan = ("time", name, draw.uniform(0, duration[name]))
      extra = []
      # Every fourth run is killed again.
      if number % 4 == 0:
        name = plan[1][0] if plan[0] == "write" else plan[1]
        extra = [("time", name, draw.uniform(0, duration[name])),
          ("write", (name, draw.randint(1, 12), draw.choice(points)))][: draw.randint(1, 2)]
    try:
      one(client, number, plan, extra)
    except Exception as error:
      problems.append(f"round {number}, {plan} {extra}, in {client.folder}: {error}")
      return
    note("runs")
    if totals["runs"] % 50 == 0:
      print(totals, file=sys.stderr)


begin = time.monotonic()
try:
  clients = [Client(number) for number in range(min(workers, rounds))]
  length, duration = rehearse(clients[0])
  at_write = moments(length)
  threads = [threading.Thread(target=work_off, args=[client]) for client in clients]
  for thread in threads:
    thread.start()
  for thread in threads:
    while thread.is_alive():
      thread.join(1)
except Failure as error:
  problems.append(str(error))
for problem in problems:
  print(f"FAILED (seed {seed}, kept in {work}): {problem}")
if problems:
  sys.exit(1)
took = ", ".join(f"{name} {length[name]} lines in {duration[name]:.1f} s" for name in length)
print(f"{totals['runs']} runs, {totals['kills']} kills (seed {seed}; undisturbed: {took}) in {time.monotonic() - begin:.0f} s:")
print(f"  {totals['at writes']} at writes of the journal ({len(seen)} of {4 * sum(length.values())} places), "
  f"{totals['at random moments']} at random moments, {totals['not killed']} came too late")
print(f"  {totals['taken back at once']} were taken back without being finished; a person was asked {totals['asked']} times; nothing ran twice, nothing was lost, "
  "every journal held, every rollback restored the start")

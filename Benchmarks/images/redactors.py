"""Runs handoff and Presidio's image redactor, one picture at a time, and measures them."""

import json
import os
import re
import signal
import subprocess
import threading
import time

LIMIT = 120


def descendants(pid):
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children") as file:
                    found += [int(child) for child in file.read().split()]
        except OSError:
            continue
    return found


def resident(pid):
    """Bytes, shared pages divided by who shares them, of a process and all below it."""
    total = 0
    for each in descendants(pid):
        try:
            with open(f"/proc/{each}/smaps_rollup") as file:
                total += int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1]) * 1024
        except (OSError, TypeError):
            # A process that forbids others to look at its memory still tells how much it has.
            total += whole(each)
    return total


def whole(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


class Watch:
    """The most memory that a process and its children have had at once, sampled."""

    def __init__(self, pid):
        self.pid, self.peak, self.ended = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self.sample, daemon=True)
        self.thread.start()

    def sample(self):
        while not self.ended.is_set():
            self.peak = max(self.peak, resident(self.pid))
            self.ended.wait(.03)

    def stop(self):
        self.ended.set()
        self.thread.join()
        return self.peak


class Handoff:
    name = "handoff"

    def __init__(self, path, work, extra=()):
        self.path, self.key, self.extra = path, f"{work}/key", list(extra)
        with open(os.open(self.key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(bytes(range(32)))

    def redact(self, source, output):
        """(seconds, CPU seconds, peak bytes, what went wrong)"""
        argv = [self.path, "redact", "--quiet", "--vault", "none", "--key", self.key, *self.extra, source, "-o", output]
        start = time.monotonic()
        # Its own group: what it leaves behind ends with it.
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True, start_new_session=True)
        watch = Watch(process.pid)
        timer = threading.Timer(LIMIT, lambda: os.killpg(process.pid, signal.SIGKILL))
        timer.start()
        errors = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        timer.cancel()
        peak = max(watch.stop(), used.ru_maxrss * 1024)
        wrong = "" if code in (0, 1, 2) else f"ended {code}: {errors[-300:]}"
        if not wrong and not os.path.isfile(output):
            wrong = errors.strip()[-300:]
        return time.monotonic() - start, used.ru_utime + used.ru_stime, peak, wrong

    def texts(self, folder, output):
        subprocess.run([self.path, "redact", "--quiet", "--vault", "none", "--key", self.key, folder, "-o", output],
                       check=True, stdout=subprocess.DEVNULL)

    def close(self):
        pass


class Presidio:
    name = "presidio"

    def __init__(self, python, work):
        here = os.path.dirname(os.path.abspath(__file__))
        self.process = subprocess.Popen(
            [python, "-B", f"{here}/presidio_redactor.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=open(f"{work}/presidio.log", "w"), env={**os.environ, "OMP_THREAD_LIMIT": "1"})
        self.version = json.loads(self.process.stdout.readline())["version"]

    def redact(self, source, output):
        watch = Watch(self.process.pid)
        start = time.monotonic()
        self.process.stdin.write(json.dumps([source, output]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return time.monotonic() - start, answer["cpu"], watch.stop(), answer["error"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

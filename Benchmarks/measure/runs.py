"""Runs programs one after the other and takes their time and their memory."""

import os
import shutil
import signal
import statistics
import sys
import time


# What takes longer gets fewer rounds: seconds.
SLOW = 20


class Failed(Exception):
    pass


class Program:
    """A command, where its data come from and go to, and the exit codes that are no failure."""

    def __init__(self, name, argv, stdin=os.devnull, stdout=os.devnull, accept=(0,), is_slow=False):
        self.name, self.argv = name, argv
        self.stdin, self.stdout = stdin, stdout
        self.accept = accept
        self.is_slow = is_slow


class Sample:
    """Of all runs of one program."""

    def __init__(self):
        self.seconds, self.processor, self.peaks = [], [], []
        # Why there are no more rounds. A run that was ended counts as if it had ended by itself.
        self.fault = None

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def processor_median(self):
        return statistics.median(self.processor) if self.processor else None

    @property
    def peak(self):
        """In MB of 2^20 bytes. A few MB of it can be this program's own."""
        return max(self.peaks, default=None)

    def rate(self, count):
        """In MB of 10^6 bytes a second."""
        return count / 1e6 / self.median if self.seconds else None


def ratio(one, other):
    """How many times as fast the other is; None where one of them has no time."""
    return one.median / other.median if one and other and one.seconds and other.seconds else None


class Late(Exception):
    pass


def late(*_):
    raise Late


class Runner:
    def __init__(self, work, limit, slow_rounds):
        self.limit, self.slow_rounds = limit, slow_rounds
        signal.signal(signal.SIGALRM, late)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": f"{work}/home", "LC_ALL": "C", "TMPDIR": work,
            "XDG_CONFIG_HOME": f"{work}/home", "XDG_STATE_HOME": f"{work}/home",
            "XDG_CACHE_HOME": f"{work}/home",
        }
        self.errors = f"{work}/errors"
        # Emptied before each run: every program makes its output anew.
        self.outputs = f"{work}/outputs"
        self.key = f"{self.outputs}/bench.key"
        os.makedirs(f"{work}/home")

    def once(self, program, sample=None):
        self.clear()
        write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, program.stdin, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, program.stdout, write, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, self.errors, write, 0o600),
        ]
        is_late = False
        start = time.perf_counter()
        process = os.posix_spawnp(
            program.argv[0], program.argv, self.environment, file_actions=actions, setpgroup=0)
        try:
            signal.alarm(self.limit)
            _, status, usage = os.wait4(process, 0)
            signal.alarm(0)
        except BaseException as reason:
            signal.alarm(0)
            os.killpg(process, signal.SIGKILL)
            _, status, usage = os.wait4(process, 0)
            is_late = isinstance(reason, Late)
            if not is_late:
                raise
        seconds = time.perf_counter() - start
        code = os.waitstatus_to_exitcode(status)
        if code not in program.accept and not is_late:
            with open(self.errors, errors="replace") as file:
                fault = f"{program.name} ended {code}: {file.read()[-500:]}"
            if not sample:
                raise Failed(fault)
            note(fault)
            sample.fault = f"failed, {code}"
        elif sample:
            sample.fault = "too slow, ended" if is_late else None
            sample.seconds.append(seconds)
            sample.processor.append(usage.ru_utime + usage.ru_stime)
            sample.peaks.append(usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))

    def rounds(self, programs, count, quietly=False):
        """All programs in turn, `count` times over: a disturbance hits all of them."""
        samples = {program.name: Sample() for program in programs}
        for number in range(count):
            for program in programs:
                sample = samples[program.name]
                is_slow = program.is_slow or sample.seconds and sample.seconds[0] > SLOW
                if sample.fault or is_slow and number >= self.slow_rounds:
                    continue
                self.once(program, sample)
                if sample.seconds and not quietly:
                    note(f"  {number + 1}/{count} {program.name}: {sample.seconds[-1]:.2f} s")
        self.clear()
        return samples

    def clear(self):
        shutil.rmtree(self.outputs, ignore_errors=True)
        os.mkdir(self.outputs)
        with open(os.open(self.key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(bytes(range(32)))


def note(text):
    print(text, file=sys.stderr, flush=True)

"""What a result has to say about where it was measured; nothing that names the machine."""

import datetime
import os
import platform
import subprocess
import sys


def output(*argv):
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    if sys.platform == "darwin":
        return output("sysctl", "-n", "machdep.cpu.brand_string")
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith(("model name", "Model")):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def memory():
    """In GB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def describe(tools):
    first = lambda text: text.splitlines()[0] if text else "unknown"
    commit = output("git", "rev-parse", "--short=12", "HEAD")
    if output("git", "status", "--porcelain", "--", "Sources", "redaction-rules", "Package.swift"):
        commit += " and changes"
    flags = ""
    if sys.platform == "linux":
        with open("/proc/cpuinfo") as file:
            text = file.read()
        flags = ", " + next((flag.upper() for flag in ("avx512bw", "avx2") if flag in text), "SIMD")
    rows = [
        ("commit", commit),
        ("processor", f"{processor()}, {os.cpu_count()} cores, {platform.machine()}{flags}"),
        ("memory", f"{memory():.0f} GB"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("Swift", first(output("swift", "--version"))),
        ("load before", f"{os.getloadavg()[0]:.2f}"),
    ]
    for name, path in tools.items():
        rows.append((name, first(output(path, "--version"))))
    return rows


def date():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")

"""Text as a terminal shows it: tmux draws it, its screen becomes HTML."""

import html
import os
import re
import subprocess

COLORS = ["#1d1f21", "#cc342b", "#198844", "#c18401", "#3971ed", "#a36ac7", "#2aa1b3", "#c5c8c6",
          "#7f8389", "#ff6e67", "#5af78e", "#f4f99d", "#6ea8fe", "#ff92d0", "#9aedfe", "#ffffff"]


def screen(work, body, columns, rows):
    """The screen's lines as tmux has drawn them, with escapes."""
    socket, source = f"{work}/tmux", f"{work}/screen.txt"
    with open(source, "w") as file:
        file.write(body)
    mux = ["tmux", "-S", socket, "-f", "/dev/null"]
    ready = f"screen-{os.getpid()}"
    subprocess.run(
        [*mux, "new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", "-c",
         f"cat '{source}'; tmux -S '{socket}' wait-for -S {ready}; sleep 60"],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
    subprocess.run([*mux, "wait-for", ready], check=True, timeout=30)
    shown = subprocess.run([*mux, "capture-pane", "-e", "-p"], check=True, capture_output=True, text=True).stdout
    subprocess.run([*mux, "kill-server"], check=False)
    os.remove(source)
    return shown.rstrip("\n").split("\n")


def cells(line):
    """[(character, style)] of a line with escapes."""
    style, made = "", []
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not part.startswith("\x1b["):
            made += [(c, style) for c in part]
            continue
        for code in part[2:-1].split(";"):
            number = int(code or 0)
            if number == 0:
                style = ""
            elif number == 1:
                style += "font-weight:bold;"
            elif 30 <= number <= 37 or 90 <= number <= 97:
                style += f"color:{COLORS[number - 30 if number < 40 else number - 82]};"
    return made


def render(work, body, secrets, columns, rows):
    """HTML of the screen; `secrets` is [(kind, id, value)], marked where they stand, also over a line's end."""
    lines = [cells(line) for line in screen(work, body, columns, rows)]
    # A line that fills the width goes on in the next: the text of both is one.
    whole, places = "", []
    for row, line in enumerate(lines):
        for column, (character, _) in enumerate(line):
            whole += character
            places.append((row, column))
        if len(line) < columns:
            whole += "\n"
            places.append(None)
    marked, seen = {}, set()
    for kind, number, value in secrets:
        start = whole.find(value)
        if start < 0:
            continue
        seen.add(number)
        for place in places[start:start + len(value)]:
            marked[place] = (kind, number)
    made = []
    for row, line in enumerate(lines):
        spans, last = [], None
        for column, (character, style) in enumerate(line):
            state = (style, marked.get((row, column)))
            if state != last:
                spans.append([state, ""])
                last = state
            spans[-1][1] += character
        text = ""
        for (style, secret), run in spans:
            mark = f' class="secret" data-kind="{secret[0]}" data-id="{secret[1]}"' if secret else ""
            text += f'<span style="{style}"{mark}>{html.escape(run)}</span>'
        made.append(text)
    return "\n".join(made), seen

"""Drives headless chromium by its devtools protocol over a pipe: pictures of pages, and where words stand."""

import base64
import json
import os
import shutil
import subprocess

# Words and planted secrets with their rectangles in CSS pixels.
BOXES = """(() => {
  const pieces = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from); range.setEnd(node, to);
    return [...range.getClientRects()].map(r => [r.left, r.top, r.right, r.bottom]);
  };
  const words = [], secrets = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    if (node.parentElement.closest('.secret, style')) continue;
    for (const found of node.data.matchAll(/\\S+/g))
      words.push({text: found[0], boxes: pieces(node, found.index, found.index + found[0].length)});
  }
  for (const element of document.querySelectorAll('.secret')) {
    let boxes = [];
    if (element.tagName == 'IMG') {
      const r = element.getBoundingClientRect();
      boxes = [[r.left, r.top, r.right, r.bottom]];
    } else {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node; node = texts.nextNode();) boxes.push(...pieces(node, 0, node.data.length));
    }
    secrets.push({kind: element.dataset.kind, id: element.dataset.id, boxes});
  }
  return JSON.stringify({words, secrets, text: document.body.innerText});
})()"""


def program():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


class Chromium:
    def __init__(self, folder):
        commands, ours_out = os.pipe()
        ours_in, answers = os.pipe()
        def descriptors():
            # chromium reads commands from 3 and writes answers to 4.
            high_commands, high_answers = os.dup(commands), os.dup(answers)
            os.dup2(high_commands, 3)
            os.dup2(high_answers, 4)
        self.process = subprocess.Popen(
            [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", "--force-color-profile=srgb", "--disable-dev-shm-usage",
             f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=descriptors, close_fds=False)
        os.close(commands)
        os.close(answers)
        self.writer = os.fdopen(ours_out, "wb", buffering=0)
        self.reader = os.fdopen(ours_in, "rb")
        self.number = 0
        self.rest = b""
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.rest:
            part = self.reader.raw.read(1 << 20)
            if not part:
                raise RuntimeError("chromium has ended")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        self.writer.write(json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer.get("method"))

    def until(self, event):
        while event not in self.events:
            self.events.append(self.message().get("method"))

    def picture(self, html, width, height, scale, dark, kind):
        """(bytes, boxes in pixels of the picture)"""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events.clear()
        url = "data:text/html;charset=utf-8;base64," + base64.b64encode(html.encode()).decode()
        self.call("Page.navigate", url=url)
        self.until("Page.loadEventFired")
        # As much of the page as it fills, like a person's cut.
        full = self.call("Runtime.evaluate", expression="""(() => {
          const range = document.createRange();
          range.selectNodeContents(document.body);
          return Math.ceil(range.getBoundingClientRect().bottom);
        })()""")["result"]["value"]
        height = min(height, full + 16)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=False)
        found = self.call("Runtime.evaluate", expression=BOXES)["result"]["value"]
        more = {} if kind == "png" else {"quality": 82 if kind == "jpeg" else 90}
        shot = self.call("Page.captureScreenshot", format=kind, **more)
        truth = json.loads(found)
        truth["height"] = round(height * scale)
        for group in ("words", "secrets"):
            for item in truth[group]:
                item["boxes"] = [[round(v * scale, 1) for v in box] for box in item["boxes"]]
        return base64.b64decode(shot["data"]), truth

    def close(self):
        try:
            self.call("Browser.close")
        except (RuntimeError, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

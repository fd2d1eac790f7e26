#!/usr/bin/env python3
"""Stands in for the payment provider: takes each charge, and refuses every fourth."""
import http.server


class Stub(http.server.BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        Stub.count += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(503 if Stub.count % 4 == 3 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("10.20.3.1", 8443), Stub).serve_forever()

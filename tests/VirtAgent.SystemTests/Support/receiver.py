"""Takes HTTP posts on 127.0.0.1:PORT and writes a line for each to FILE: Idempotency-Key, then the body in printable characters."""
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8", "replace")
        with open(sys.argv[2], "a") as told:
            told.write(f"{self.headers['Idempotency-Key']} {re.sub('[^ -~]', '?', body)}\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

"""Takes marsad's alerts and checks that they come from marsad. Standard library alone.

    WEBHOOK_SECRET=whsec_… PORT=9090 python3 receiver.py
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 5 * 60  # seconds


def verify(key, headers, body, now):
    """Return None when the request was signed with key not long ago, else the reason."""
    msg_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (msg_id and stamp.isascii() and stamp.isdigit()):
        return "a header of the signature is missing"
    if abs(now - int(stamp)) > TOLERANCE:
        return "too old or too new"
    signed = f"{msg_id}.{stamp}.".encode() + body
    want = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    for signature in headers.get("webhook-signature", "").split():
        if hmac.compare_digest(signature.encode(), want):
            return None
    return "no signature fits"


class Receiver(BaseHTTPRequestHandler):
    key = b""

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > 1 << 20:
            return self.answer(413, "too large")
        body = self.rfile.read(length)  # the bytes as they came: parse after verifying
        reason = verify(self.key, self.headers, body, time.time())
        if reason:
            return self.answer(401, reason)
        try:
            alert = json.loads(body)
        except ValueError:
            return self.answer(400, "no JSON")
        # Keep the id: the same one again is the same alert, and must do nothing twice.
        print(self.headers["webhook-id"], alert.get("type"), flush=True)
        self.answer(204)

    def answer(self, status, text=""):
        body = text.encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Receiver.key = base64.b64decode(os.environ.get("WEBHOOK_SECRET", "").removeprefix("whsec_"))
    if len(Receiver.key) < 24:
        sys.exit("set WEBHOOK_SECRET to the channel's secret (whsec_…)")
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9090"))), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()

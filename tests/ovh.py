"""OVHcloud's SMS API as its documentation tells it, on loopback, with phones that are a list.

It verifies each signature itself, from the documented recipe, and refuses what is not exactly right. Run as a
program it prints its address and what arrives: python -m tests.ovh PORT.
"""

import hashlib
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE = "sms-ge12345-1"
APPLICATION, SECRET, CONSUMER = "application", "application-secret", "consumer-key"
SKEW_SECONDS = 30
# What a French number looks like to them, and the numbers that nobody has, since this is a bench.
LONGEST_NUMBER = 13


@dataclass
class Accounts:
    """What the API remembers: `sent` is its history, `ahead` how far its clock is from ours."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    credits: float = 100_000.0
    ahead: int = 0
    complaints: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class OvhServer(ThreadingHTTPServer):
    """`accounts` is shared with the test; `wrong` names why a request was refused."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.accounts = Accounts()
        # The address under which clients sign: that of what stands before us, if anything does.
        self.known_as = f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: OvhServer

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/1.0/auth/time":
            return self._say(200, int(time.time()) + self.server.accounts.ahead)
        if not self._is_signed(""):
            return None
        if path == f"/1.0/sms/{SERVICE}":
            left = self.server.accounts.credits
            return self._say(200, {"name": SERVICE, "creditsLeft": left, "status": "enable"})
        if path == f"/1.0/sms/{SERVICE}/outgoing":
            tag = parse_qs(query).get("tag", [""])[0]
            return self._say(200, [one["id"] for one in self.server.accounts.sent if one["tag"] == tag])
        return self._refuse(404, "RESOURCE_NOT_FOUND", "This service does not exist")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self._is_signed(body):
            return None
        if urlsplit(self.path).path != f"/1.0/sms/{SERVICE}/jobs":
            return self._refuse(404, "RESOURCE_NOT_FOUND", "This service does not exist")
        job = json.loads(body)
        if self.server.accounts.credits < 1:
            return self._refuse(402, "PAYMENT_REQUIRED", "Not enough credits")
        if job.get("noStopClause") is not True or not 1 <= len(job["sender"]) <= 11:
            return self._refuse(400, "INVALID_ARGUMENT", "Invalid sender or advertising")
        return self._send(job)

    def _send(self, job: dict[str, Any]) -> None:
        accounts = self.server.accounts
        (receiver,) = job["receivers"]
        report = {"ids": [], "validReceivers": [], "invalidReceivers": [receiver], "totalCreditsRemoved": 0}
        if receiver not in accounts.refused and len(receiver) <= LONGEST_NUMBER:
            # Many send at once, and each message has a number of its own.
            with accounts.lock:
                number = 1000 + len(accounts.sent)
                accounts.sent.append({**job, "id": number, "receiver": receiver})
                accounts.credits -= 1
            report |= {"ids": [number], "validReceivers": [receiver]}
            report |= {"invalidReceivers": [], "totalCreditsRemoved": 1}
        self._say(200, report)

    def _is_signed(self, body: str) -> bool:
        """As documented: "$1$" + SHA1_HEX(AS+"+"+CK+"+"+METHOD+"+"+QUERY+"+"+BODY+"+"+TSTAMP)."""
        at = self.headers.get("X-Ovh-Timestamp", "0")
        query = self.server.known_as + self.path
        named = "+".join([SECRET, CONSUMER, self.command, query, body, at])
        expected = "$1$" + hashlib.sha1(named.encode()).hexdigest()  # noqa: S324
        if self.headers.get("X-Ovh-Application") != APPLICATION:
            self._refuse(403, "INVALID_KEY", "Invalid application key")
        elif self.headers.get("X-Ovh-Consumer") != CONSUMER:
            self._refuse(403, "INVALID_CREDENTIAL", "This credential is not valid")
        elif abs(int(at) - time.time() - self.server.accounts.ahead) > SKEW_SECONDS:
            self._refuse(400, "QUERY_TIME_OUT", "Query out of time")
        elif self.headers.get("X-Ovh-Signature") != expected:
            self._refuse(400, "INVALID_SIGNATURE", "Invalid signature")
        else:
            return True
        return False

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.server.accounts.complaints.append(code)
        self._say(status, {"errorCode": code, "httpCode": str(status), "message": message})

    def _say(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet: what arrives is in `accounts`."""


if __name__ == "__main__":
    server = OvhServer(int(sys.argv[1]))
    print(f"{server.known_as}/1.0 {SERVICE} {APPLICATION} {SECRET} {CONSUMER}", flush=True)
    server.serve_forever()

"""An SMPP centre on the loopback for tests: started on free ports, told how to behave, its log the oracle.

Options (`Smsc.set(...)`, or `--options JSON` of server.mjs):
  everyone   what a part is answered: a stat of a receipt (DELIVRD, UNDELIV, EXPIRED, REJECTD, DELETED,
             ACCEPTD, ENROUTE, UNKNOWN: accepted, and that receipt comes), "none" (accepted, no receipt),
             a refusal by its name (ESME_RTHROTTLED, ESME_RINVDSTADR, …), "silent" (taken, never answered),
             "cut" (taken, line broken), "leave" (the centre says goodbye first, then answers),
             "namesake" (taken; a request of the centre that bears the same number, and no answer),
             "html", "garbage", "half", "drip" (taken, and no answer that could be read in time)
  endings    {"7": "UNDELIV"}: the same by the last digits of the number
  answers    {"+33639980001": ["DELIVRD", "ESME_RTHROTTLED"]}: part by part for one number; the last one stays
  delay      milliseconds before each answer
  receipts   False: none;  early: before the answer;  doubled: each twice
  shuffled   so many are held, then come in any order
  tlv        receipts also carry receipted_message_id and message_state
  ids        "same", or "hex-decimal" / "decimal-hex": form of a name in the answer, then in the receipt
  refuseBinds  the name of a status: every bind is refused with it;  username, password
"""

import json
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geoalert.supervisor.layout import PROJECT
from geoalert.supervisor.process import die_with_parent
from tests.stack import until

PASSWORD = "secret"


@dataclass(frozen=True)
class Submit:
    """One submit_sm that the centre took off the wire; `status` 0 unless it refused it."""

    number: str
    sender: str
    text: str
    part: int
    parts: int
    id: str
    answer: str
    status: int
    answered: bool
    raw: dict[str, Any]

    @property
    def reached_the_phone(self) -> bool:
        return self.status == 0


class Smsc:
    """A running centre: `port` for SMPP, its log, and a hand on its options."""

    def __init__(self, folder: Path, *, tls: Path | None = None, **options: Any) -> None:
        """`tls`: one file with the key and the certificate."""
        self.log = folder / "smsc.log"
        self.log.touch()
        self._options = options
        self._command = ["node", str(PROJECT / "tests" / "smsc" / "server.mjs"), "--log", str(self.log)]
        self._command += ["--tls", str(tls)] if tls else []
        self.port = self.control = 0
        self.start()

    def start(self) -> None:
        """Again on the same port after `kill`, so that whoever was bound finds it."""
        ready = self.log.with_name("smsc.ready")
        ready.unlink(missing_ok=True)
        ports = ["--ready", str(ready), "--port", str(self.port)]
        with self.log.with_name("smsc.out").open("ab") as output:
            self.process = subprocess.Popen(
                [*self._command, *ports, "--options", json.dumps(self._options)],
                stdout=output,
                stderr=output,
                cwd=PROJECT,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        until(lambda: ready.exists() and ready.read_text().endswith("}"), "the SMPP centre")
        ports = json.loads(ready.read_text())
        self.port, self.control = ports["port"], ports["control"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def set(self, **options: Any) -> None:
        self._options |= options
        self._put("options", options)

    def reply(self, number: str, text: str = "", **fields: Any) -> None:
        """The phone `number` (E.164) writes to us; `hex`, `payload`, `esm_class`… for bodies of one's own."""
        said = {} if "hex" in fields else {"text": text}
        self._put("reply", {"from": number.removeprefix("+"), **said, **fields})

    def do(self, verb: str, **asked: Any) -> dict[str, Any]:
        """cut, unbind, probe or state; returns what the centre counts (open, mostOpen, held, lines…)."""
        return self._put(verb, asked)

    def submits(self) -> list[Submit]:
        lines = self.lines()
        answered = {line["id"] for line in lines if line["event"] == "answer"}
        return [
            Submit(
                **{name: line[name] for name in ("number", "sender", "text", "part", "parts", "id")},
                answer=line["answer"],
                status=line["status"],
                answered=line["id"] in answered,
                raw=line,
            )
            for line in lines
            if line["event"] == "submit"
        ]

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """Every line of the log: bind, submit, answer, receipt, reply, unbind."""
        # The last line may be half written.
        whole, _, _ = self.log.read_bytes().rpartition(b"\n")
        found = [json.loads(line) for line in whole.splitlines()]
        return [line for line in found if event in ("", line["event"])]

    def _put(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        address = f"http://127.0.0.1:{self.control}/{verb}"
        request = urllib.request.Request(address, json.dumps(asked).encode(), method="PUT")
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            counted: dict[str, Any] = json.load(answer)
        return counted


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[Smsc]:
    centre = Smsc(tmp_path)
    yield centre
    centre.kill()

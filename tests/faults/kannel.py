"""The Kannel of a fault run: killed, frozen, cut from its network, brought back; and what phones received."""

import os
import re
import signal
import urllib.request
from pathlib import Path

from geoalert.supervisor.kannel import Gateway
from geoalert.supervisor.keys import key
from geoalert.supervisor.layout import Layout
from geoalert.supervisor.process import Child
from geoalert.supervisor.watch import Watch
from messaging import phone_log
from messaging.phone_log import PhonePart
from tests.stack import until

FIRST_SENDER = "33100000000"
# What waits on its way out: in the queue, at the network's connection, and receipts at the box. What waits
# inbound is the phones' first word, which nobody here asks for.
WAITING = re.compile(r"sent \d+ \((\d+) queued\)|failed \d+, queued (\d+) msgs|IP \S+ \((\d+) queued\)")

# What smsbox took, by its own record: one line a request, however often the network brings it then.
ASKED = re.compile(r"send-SMS request added - sender:\S+ \S+ target:(\S+) request: ")
RECORDED = ('log-file = "smsbox.log"', 'log-file = "smsbox.log"\naccess-log = "asked.log"')


def silently(line: str) -> None:
    """Deaths are what a run is about: nobody has to be told."""


class Kannel:
    """bearerbox, the phones and smsbox; relaunched by the same watch as in `up`."""

    def __init__(self, layout: Layout) -> None:
        found = Gateway.find(layout)
        assert found is not None, "Kannel is not installed"
        self.gateway = found
        self.log: Path = layout.kannel / "phone.log"
        self.password = key(layout, "KANNEL_PASSWORD")
        self.children: dict[str, Child] = {}
        self._watches: list[Watch] = []

    def start(self) -> None:
        self.gateway.configure()
        configuration = self.log.with_name("kannel.conf")
        configuration.write_text(configuration.read_text().replace(*RECORDED))
        self.children = {child.name: child for child in self.gateway.children()}
        self._watches = [Watch(child, silently) for child in self.children.values()]
        for child in self.children.values():
            child.start()
            until(self.gateway.ready, "bearerbox")
        self.heal()

    def stop(self) -> None:
        for child in reversed(self.children.values()):
            child.stop()

    def kill(self, name: str) -> None:
        """-9, so that it writes nothing down."""
        process = self.children[name].process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def signal(self, name: str, number: signal.Signals) -> None:
        process = self.children[name].process
        assert process is not None
        os.killpg(process.pid, number)

    def heal(self) -> None:
        """Relaunch what died, as the supervisor does, until messages are taken again."""
        until(self._relaunched_and_online, "Kannel's network and box")

    def order(self, command: str) -> str:
        """An order to its administration: "stop-smsc?smsc=PHONES", "status.txt"; empty when it is away."""
        mark = "&" if "?" in command else "?"
        url = f"http://127.0.0.1:{self.gateway.ports.admin}/{command}{mark}password={self.password}"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except OSError:
            return ""

    def idle(self) -> bool:
        """No message and no receipt of ours waits in any queue of its."""
        found = WAITING.findall(self.order("status.txt"))
        return bool(found) and not any(int(number) for counts in found for number in counts if number)

    def parts(self) -> list[PhonePart]:
        return [part for part in phone_log.read(self.log) if part.sender != FIRST_SENDER]

    def asked(self) -> list[str]:
        """The number of each request that smsbox took, in order."""
        record = self.log.with_name("asked.log")
        return ASKED.findall(record.read_text(errors="replace")) if record.exists() else []

    def _relaunched_and_online(self) -> bool:
        for watch in self._watches:
            watch.look()
        status = self.order("status.txt")
        networks = [line for line in status.splitlines() if "FAKE:" in line]
        # bearerbox still counts a box that has just been killed.
        alive = all(child.alive() for child in self.children.values())
        return alive and bool(networks) and "(online" in networks[0] and "smsbox:" in status

"""Kannel and its fake phone network: real gateway software for the demo and the tests.

Its logs hold the texts and the numbers: they stay in a folder that only its owner reads.
"""

import os
import socket
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import SystemRandom

from geoalert.supervisor import binaries
from geoalert.supervisor.keys import key
from geoalert.supervisor.layout import Layout, write_private
from geoalert.supervisor.process import Child
from messaging import doors

# Blank lines between groups matter to Kannel.
CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = {password}
status-password = {password}
admin-interface = "127.0.0.1"
smsbox-port = {box}
smsbox-interface = "127.0.0.1"
box-allow-ip = "127.0.0.1"
log-file = "bearerbox.log"
log-level = 2
store-type = spool
store-location = "spool"
dlr-storage = internal
sms-resend-freq = 5

group = smsc
smsc = fake
smsc-id = PHONES
port = {network}
connect-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = REPLIES
port = {replies}
connect-allow-ip = 127.0.0.1
allowed-smsc-id = REPLIES

group = smsbox
bearerbox-host = 127.0.0.1
smsbox-id = geoalert
sendsms-port = {send}
sendsms-interface = "127.0.0.1"
log-file = "smsbox.log"
log-level = 2
http-request-retry = 20
http-queue-delay = 3

group = sendsms-user
username = geoalert
password = {password}
concatenation = true
max-messages = 10
default-smsc = PHONES

"""
# What phones write back is posted (the number in a header: no address of ours holds one) and tried again
# until we answer 200. An identified smsbox is given nothing without its route.
REPLIES = """
group = smsbox-route
smsbox-id = geoalert
smsc-id = "PHONES;REPLIES"

group = sms-service
keyword = default
catch-all = true
max-messages = 0
send-sender = true
post-url = "{home}/api/v1/entrants/kannel/{secret}/?i=%I"

"""
# fakesmsc ends once it has sent its messages: it is given one, then a second an hour later, and so on.
FIRST_WORD = "33100000000 GEOALERT text BONJOUR"
PHONE_LOG = "phone.log"
# Below what Linux (32,768) and others give to outgoing calls, above what known services listen on.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Ports:
    admin: int
    box: int
    network: int
    send: int
    replies: int


class Gateway:
    """Three programs, started in this order: bearerbox, the phones, smsbox."""

    def __init__(self, layout: Layout, programs: dict[str, Path]) -> None:
        self.layout = layout
        self.programs = programs
        self.ports = Ports(*free_ports(5))

    @classmethod
    def find(cls, layout: Layout) -> "Gateway | None":
        programs = binaries.kannel()
        return cls(layout, programs) if programs else None

    def configure(self, *, home: str = "") -> None:
        """Write its files; `home` is where geoalert listens to what phones write back, empty: nowhere."""
        folder = self.layout.kannel
        (folder / "spool").mkdir(mode=0o700, exist_ok=True)
        # The phone log is a record of what left: appended to, never truncated, never world-readable.
        (folder / PHONE_LOG).touch(mode=0o600)
        text = CONFIGURATION.format(**vars(self.ports), password=key(self.layout, "KANNEL_PASSWORD"))
        if home:
            secret = doors.secret("kannel", key(self.layout, "RECEIPT_SECRET"))
            text += REPLIES.format(home=home, secret=secret)
        write_private(folder / "kannel.conf", text)

    def environment(self) -> dict[str, str]:
        status = f"http://127.0.0.1:{self.ports.admin}/status.txt"
        return {
            "GEOALERT_SMS_CHANNEL": "kannel",
            "KANNEL_SENDSMS_URL": f"http://127.0.0.1:{self.ports.send}/cgi-bin/sendsms",
            "KANNEL_STATUS_URL": f"{status}?password={key(self.layout, 'KANNEL_PASSWORD')}",
            "KANNEL_IS_BENCH": "1",
            "KANNEL_REPLIES_PORT": str(self.ports.replies),
        }

    def children(self) -> list[Child]:
        phones = ["-H", "127.0.0.1", "-r", str(self.ports.network), "-i", "3600", "-m", "100000", FIRST_WORD]
        return [
            self._child("bearerbox", ["bearerbox", "kannel.conf"], "bearerbox.out"),
            self._child("phones", ["fakesmsc", *phones], PHONE_LOG),
            self._child("smsbox", ["smsbox", "kannel.conf"], "smsbox.out"),
        ]

    def ready(self) -> bool:
        return all(_listens(port) for port in (self.ports.box, self.ports.network))

    def _child(self, name: str, command: list[str], log: str) -> Child:
        # A wrapper changes folder: Kannel's relative paths (spool, logs) stay inside its own.
        program = str(self.programs[command[0]])
        wrapped = ["/bin/sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", str(self.layout.kannel)]
        return Child(
            name,
            [*wrapped, program, *command[1:]],
            self.layout.kannel / log,
            self.layout.run / f"{name}.pid",
            # The phone log names no zone: whoever reads its hours must know the clock.
            {**os.environ, "TZ": "UTC"},
            patience=10,
            log_is_private=True,
        )


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody holds, and that nobody else who asks here is given.

    The UDP port of the same number is the sign: it is held as long as this process lives, so that whoever
    was given a port may leave it, come back, and find it free. Ports given to outgoing calls lie higher.
    """
    order = SystemRandom().sample(PORTS, len(PORTS))
    return list(islice(filter(_claims, order), count))


def _claims(port: int) -> bool:
    with socket.socket(type=socket.SOCK_DGRAM) as sign, socket.socket() as opened:
        try:
            sign.bind(("127.0.0.1", port))
            opened.bind(("127.0.0.1", port))
        except OSError:
            return False
        # Nothing in Python closes it any more: it ends with the process.
        sign.detach()
        return True


def _listens(port: int) -> bool:
    with socket.socket() as opened:
        opened.settimeout(0.5)
        return opened.connect_ex(("127.0.0.1", port)) == 0

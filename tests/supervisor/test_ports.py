"""Ports that are given out stay one process's own, however many ask at once."""

import socket
import subprocess
import sys
from pathlib import Path

from geoalert.supervisor.kannel import PORTS, free_ports
from geoalert.supervisor.layout import PROJECT

ASKED = 40
ASK = f"""
import sys
from geoalert.supervisor import kannel
kannel.PORTS = range({PORTS.start}, {PORTS.start + 3 * ASKED})
print(*kannel.free_ports({ASKED}), flush=True)
sys.stdin.read()
"""


def asker() -> subprocess.Popen[str]:
    """A process that asks among few ports, says which it was given, and lives until its input ends."""
    command = [sys.executable, "-c", ASK]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=PROJECT)


def test_two_processes_that_ask_at_once_are_given_different_ports() -> None:
    askers = [asker(), asker()]
    given = [set(one.stdout.readline().split()) for one in askers if one.stdout]
    for one in askers:
        one.communicate()

    assert [len(ports) for ports in given] == [ASKED, ASKED]
    assert not given[0] & given[1]


def test_whoever_was_given_a_port_may_listen_leave_and_come_back() -> None:
    (port,) = free_ports(1)

    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)):
            assert port not in free_ports(5)


def test_no_outgoing_call_is_given_one_of_them() -> None:
    kernel = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(kernel.read_text().split()[0]) if kernel.exists() else PORTS.stop

    assert PORTS.stop <= first

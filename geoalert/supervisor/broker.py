"""The broker: Valkey or Redis on a unix socket; what it forgets, the database knows."""

import os

from geoalert.supervisor import binaries
from geoalert.supervisor.layout import Layout
from geoalert.supervisor.process import Child


def url(layout: Layout) -> str:
    return f"unix://{layout.sockets}/broker.sock"


def child(layout: Layout) -> Child:
    data = layout.var / "broker"
    data.mkdir(mode=0o700, exist_ok=True)
    socket = str(layout.sockets / "broker.sock")
    options = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", str(data)]
    options += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
    options += ["--maxmemory-policy", "noeviction", "--daemonize", "no"]
    return Child(
        "broker",
        [str(binaries.broker()), *options],
        layout.log / "broker.log",
        layout.run / "broker.pid",
        dict(os.environ),
    )

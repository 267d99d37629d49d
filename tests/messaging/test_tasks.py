"""The task behind the bell, and the bell."""

import os
import socket
import subprocess
import sys
from dataclasses import fields

from geoalert.supervisor.layout import PROJECT
from geoalert.supervisor.process import Child
from messaging import tasks

# In a process of its own: Celery keeps the connections of the broker that it first knew.
RING = """
import time, django
django.setup()
from messaging import tasks
began = time.monotonic()
tasks._ring(0)
print(time.monotonic() - began)
"""


def test_it_ends_by_itself_before_an_end_of_its_worker_runs_out_of_patience() -> None:
    (patience,) = (field.default for field in fields(Child) if field.name == "patience")

    assert patience > tasks.BUDGET_SECONDS + 5


def test_a_broker_that_says_nothing_leaves_the_undo_window_to_the_officer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = {
            "REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
            "DJANGO_SETTINGS_MODULE": "geoalert.settings",
        }
        rung = subprocess.run(
            [sys.executable, "-c", RING],
            env={**os.environ, **told},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )

    assert "the bell did not ring" in rung.stderr
    assert float(rung.stdout) < 3

"""A bench of one's own in a folder, and what can only be read once its settings are there."""

import importlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import django

from geoalert.supervisor import pidfiles
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import Layout
from tests.faults.bench import SMALL_DISK, Bench
from tests.faults.small_disk import unmount
from tests.stack import clean_environment


class UnderWay(Exception):
    """Another run uses that folder."""


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Bench, ModuleType]]:
    """A bench that runs, and `tests.faults.session`; all of it ends with the block. Raises UnderWay."""
    refuse_under_way(folder)
    run = Layout(folder).run
    pidfiles.end_leftovers(run)
    unmount(folder / SMALL_DISK)
    shutil.rmtree(folder, ignore_errors=True)
    bench = Bench(folder)
    own = os.getpid()
    (run / f"{pidfiles.SUPERVISOR}.pid").write_text(f"{own} {pidfiles.start_time(own)}\n")
    session = _session(bench.environment())
    try:
        bench.start()
        yield bench, session
    finally:
        bench.stop()


def refuse_under_way(folder: Path) -> None:
    if pid := pidfiles.running(Layout(folder).run)[0]:
        raise UnderWay(f"A run is under way there (process {pid}): let it end first.")


def session_without_bench() -> ModuleType:
    """`tests.faults.session`, to name faults and plan runs: a run that is under way is left alone."""
    with TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        layout.prepare()
        ensure_keys(layout)
        return _session(clean_environment(layout.var))


def _session(environment: Mapping[str, str]) -> ModuleType:
    """What speaks to the database can only be read once the settings are there."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="geoalert.settings")
    django.setup()
    return importlib.import_module("tests.faults.session")

"""`reset` empties one instance, asks first, and keeps the keys."""

import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geoalert.supervisor.keys import ensure_keys, key
from geoalert.supervisor.layout import Layout
from geoalert.supervisor.pidfiles import start_time
from geoalert.supervisor.reset import reset
from geoalert.supervisor.up import Refused


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """An instance that has run, with another (a test run's) inside its folder."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Layout(tmp_path / "var")
    made.prepare()
    ensure_keys(made)
    for folder in ("postgres", "broker", "test/postgres"):
        (made.var / folder).mkdir(parents=True)
    (made.var / "postgres" / "PG_VERSION").write_text("15\n")
    (made.log / "web.log").write_text("x\n")
    return made


def test_everything_of_the_instance_goes_but_its_keys(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    before = key(layout, "ADDRESS_KEY")

    reset(layout, yes=True, secrets=False, database=False)

    assert sorted(path.name for path in layout.var.iterdir()) == ["secrets", "test"]
    assert (layout.var / "test" / "postgres").is_dir()
    assert key(layout, "ADDRESS_KEY") == before
    said = capsys.readouterr().out
    assert str(layout.var / "postgres") in said
    assert "Gardé" in said


def test_the_keys_go_when_they_are_asked_for(layout: Layout) -> None:
    reset(layout, yes=True, secrets=True, database=False)

    assert not layout.secrets.exists()


def test_nothing_goes_while_it_runs(layout: Layout) -> None:
    (layout.run / "supervisor.pid").write_text(f"{os.getpid()} {start_time(os.getpid())}\n")

    with pytest.raises(Refused, match="bin/geoalert down"):
        reset(layout, yes=True, secrets=False, database=False)

    assert (layout.var / "postgres").exists()


def test_nothing_goes_where_nobody_can_be_asked(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("oui\n"))

    with pytest.raises(Refused, match="--yes"):
        reset(layout, yes=False, secrets=False, database=False)

    assert (layout.var / "postgres").exists()


def test_a_database_of_ones_own_must_be_named(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://me@db.example/mine")

    with pytest.raises(Refused, match="--database"):
        reset(layout, yes=True, secrets=False, database=False)

    assert (layout.var / "postgres").exists()


@pytest.mark.django_db
def test_only_the_tables_of_geoalert_leave_a_database_of_ones_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_else (id int)")

    with pytest.raises(CommandError, match="--yes"):
        call_command("drop_tables")
    call_command("drop_tables", "--yes", stdout=io.StringIO())

    left = set(connection.introspection.table_names())
    assert "somebody_else" in left
    assert not {name for name in left if name.startswith(("alerts_", "messaging_", "django_", "accounts_"))}

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_ts_config WHERE cfgname = 'advice_french'")
        assert cursor.fetchone() == (1,)

"""A backup is checked before it is believed, and comes back held, with every STOP and numbers of its own."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection

from geoalert.supervisor import archive, binaries
from geoalert.supervisor.backup import SQL, backup
from geoalert.supervisor.client import Client, ToolFailed
from geoalert.supervisor.keys import ensure_keys
from geoalert.supervisor.layout import Layout, write_private
from geoalert.supervisor.pidfiles import start_time
from geoalert.supervisor.restore import restore
from geoalert.supervisor.up import Refused
from messaging import addresses
from messaging.models import Suppression
from tests.messaging.queue import frozen, numbers

# Each empties, dumps and fills a whole database: not in the fast selection.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack]

EMPTY = "geoalert_restored"


def address(database: str) -> str:
    told = connection.settings_dict
    return f"postgis://{told['USER']}@/{database}?host={quote(told['HOST'])}&port={told['PORT']}"


def ask(statement: str) -> object:
    """One value of the restored database."""
    with (
        psycopg2.connect(address(EMPTY).replace("postgis", "postgresql")) as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute(statement)
        row = cursor.fetchone()
    opened.close()
    return row[0] if row else None


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "var")
    made.prepare()
    ensure_keys(made)
    return made


@pytest.fixture
def saved(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of three people who are about to be written to, and of one STOP."""
    frozen(numbers(3))
    said_stop(numbers(1)[0])
    monkeypatch.setenv("DATABASE_URL", address(str(connection.settings_dict["NAME"])))
    return backup(layout, file=layout.var / "saved.tar", with_keys=False)


@pytest.fixture
def empty(saved: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Another database of the same cluster, which DATABASE_URL names from now on."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {EMPTY}")
    monkeypatch.setenv("DATABASE_URL", address(EMPTY))
    yield EMPTY
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {EMPTY}")


def said_stop(number: str) -> None:
    Suppression.objects.create(
        channel="SMS", address_hash=addresses.fingerprint(number), why="STOP", since="2026-11-25T20:00:00Z"
    )


def test_a_backup_is_its_owners_alone_names_what_it_holds_and_no_key(saved: Path, layout: Layout) -> None:
    manifest = archive.read(saved)

    assert oct(saved.stat().st_mode)[-3:] == "600"
    assert (manifest.counts["stopped"], manifest.counts["deliveries"]) == (1, 6)
    assert "0005_standstill" in manifest.migrations["messaging"]
    assert (archive.keys(saved, manifest), manifest.keys) == ({}, [])
    assert (layout.secrets / "ADDRESS_KEY").read_text().encode() not in saved.read_bytes()
    assert numbers(1)[0].encode() not in saved.read_bytes()


def test_a_restored_database_is_held_settled_and_numbers_anew(
    saved: Path, empty: str, layout: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    restore(layout, file=saved, yes=False)

    assert ask("SELECT count(*) FROM messaging_standstill WHERE released_at IS NULL") == 1
    assert ask("SELECT maybe_left FROM messaging_standstill") == 3
    assert ask("SELECT count(*) FROM messaging_delivery WHERE state IN ('QUEUED', 'SUBMITTING')") == 0
    assert int(str(ask("SELECT last_value FROM messaging_delivery_id_seq"))) > 1_000_000_000
    assert ask("SELECT count(*) FROM accounts_journalentry WHERE verb = 'standstill.settle'") == 1
    assert "ENVOIS SONT ARRÊTÉS" in capfd.readouterr().out


def test_an_occupied_database_is_replaced_only_when_told_and_keeps_who_said_stop_since(
    saved: Path, empty: str, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore(layout, file=saved, yes=False)
    ask(
        "INSERT INTO messaging_suppression (channel, address_hash, why, since)"
        " VALUES ('SMS', '\\x01', 'STOP', now()) RETURNING 1"
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("oui\n"))

    with pytest.raises(Refused, match="--yes"):
        restore(layout, file=saved, yes=False)
    restore(layout, file=saved, yes=True)

    assert ask("SELECT count(*) FROM messaging_suppression") == 2
    assert ask("SELECT count(*) FROM messaging_standstill") == 1


def test_tables_of_others_and_open_connections_stop_a_restore(
    saved: Path, empty: str, layout: Layout
) -> None:
    opened = psycopg2.connect(address(EMPTY).replace("postgis", "postgresql"))
    with pytest.raises(Refused, match="connexion"):
        restore(layout, file=saved, yes=True)
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_else (id int)")
    opened.commit()
    opened.close()

    with pytest.raises(Refused, match="ne sont pas de geoalert"):
        restore(layout, file=saved, yes=True)


def test_who_is_just_leaving_is_waited_for(saved: Path, empty: str, layout: Layout) -> None:
    """A server ends a session a moment after its client did."""
    opened = psycopg2.connect(address(EMPTY).replace("postgis", "postgresql"))
    threading.Timer(0.5, opened.close).start()

    restore(layout, file=saved, yes=True)

    assert ask("SELECT count(*) FROM messaging_standstill") == 1


def test_nothing_is_restored_while_the_instance_runs(layout: Layout, tmp_path: Path) -> None:
    (layout.run / "supervisor.pid").write_text(f"{os.getpid()} {start_time(os.getpid())}\n")

    with pytest.raises(Refused, match="bin/geoalert down"):
        restore(layout, file=tmp_path / "saved.tar", yes=True)


def test_other_keys_are_refused_before_anything_is_touched(
    saved: Path, layout: Layout, tmp_path: Path
) -> None:
    other = Layout(tmp_path / "other")
    other.prepare()
    with pytest.raises(Refused, match="ADDRESS_KEY manque"):
        restore(other, file=saved, yes=True)
    ensure_keys(other)

    with pytest.raises(Refused, match="n’est pas celle de la sauvegarde"):
        restore(other, file=saved, yes=True)


def test_keys_come_with_the_backup_when_they_are_asked_for(
    saved: Path, empty: str, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved_with_keys(layout, monkeypatch)
    fresh = Layout(tmp_path / "fresh")

    restore(fresh, file=file, yes=True)

    assert (fresh.secrets / "OVH_CONSUMER_KEY").read_text() == "of a variable"
    assert not (fresh.secrets / "DATABASE_PASSWORD").exists()
    for name in ("ADDRESS_KEY", "ADDRESS_HASH_KEY", "RECEIPT_SECRET", "METRICS_TOKEN", "SMPP_PASSWORD"):
        assert (fresh.secrets / name).read_text() == (layout.secrets / name).read_text()
        assert oct((fresh.secrets / name).stat().st_mode)[-3:] == "600"


def saved_with_keys(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the first database with all keys; those of the operator lie in a file and in a variable."""
    write_private(layout.secrets / "SMPP_PASSWORD", "of the operator")
    write_private(layout.secrets / "DATABASE_PASSWORD", "of this machine")
    with monkeypatch.context() as first:
        first.setenv("OVH_CONSUMER_KEY", "of a variable")
        first.setenv("DATABASE_URL", address(str(connection.settings_dict["NAME"])))
        return backup(layout, file=layout.var / "with-keys.tar", with_keys=True)


def test_a_refused_restore_leaves_no_key_behind(
    saved: Path, empty: str, layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved_with_keys(layout, monkeypatch)
    fresh = Layout(tmp_path / "fresh")
    opened = psycopg2.connect(address(EMPTY).replace("postgis", "postgresql"))

    with pytest.raises(Refused, match="connexion"):
        restore(fresh, file=file, yes=True)
    opened.close()

    assert list(fresh.secrets.iterdir()) == []


def test_a_backup_that_cannot_be_verified_leaves_last_weeks_alone(
    saved: Path, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    broken = layout.var / "bin"
    broken.mkdir()
    for program in ("psql", "pg_dump"):
        (broken / program).symlink_to(binaries.postgres_client(None) / program)
    (broken / "pg_restore").symlink_to("/bin/false")
    monkeypatch.setattr("geoalert.supervisor.binaries.postgres_client", lambda _: broken)

    with pytest.raises(ToolFailed, match="pg_restore"):
        backup(layout, file=saved, with_keys=False)

    assert saved.read_bytes() == before
    assert [path.name for path in layout.var.glob("saved*")] == ["saved.tar"]


def test_a_role_without_rights_over_others_counts_their_sessions_too() -> None:
    """SET ROLE is what PostgreSQL looks at; this built-in role may see nothing of other roles' sessions."""
    connection.ensure_connection()
    same = address(str(connection.settings_dict["NAME"])).replace("postgis", "postgresql")
    with psycopg2.connect(same) as own, own.cursor() as cursor:
        seen = []
        for role in ("NONE", "pg_read_server_files"):
            cursor.execute(f"SET ROLE {role}")
            cursor.execute((SQL / "look.sql").read_text())
            seen += [found["sessions"] for (found,) in cursor.fetchall()]
    own.close()

    assert seen[0] == seen[1] >= 1


def test_a_server_that_does_not_answer_is_told_in_its_clients_words(layout: Layout, tmp_path: Path) -> None:
    nowhere = Client.of(f"postgis://nobody@/none?host={tmp_path}", folder=binaries.postgres_client(None))

    with (
        pytest.raises(ToolFailed, match=r"psql : .*(socket|server)"),
        nowhere.held_open("SELECT 1;" * 100_000),
    ):
        pass

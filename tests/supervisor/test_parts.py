"""What the supervisor is made of, without starting anything."""

import os
from pathlib import Path

import pytest

from geoalert.env import BadSetting, env_bool, env_int, env_secret, load_run_file
from geoalert.supervisor import services
from geoalert.supervisor.keys import ensure_keys, key
from geoalert.supervisor.layout import Layout, write_private


def test_keys_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "var")
    layout.prepare()

    ensure_keys(layout)
    first = key(layout, "ADDRESS_KEY")
    ensure_keys(layout)

    assert key(layout, "ADDRESS_KEY") == first
    assert {oct(file.stat().st_mode)[-3:] for file in layout.secrets.iterdir()} == {"600"}


def test_two_clones_have_their_own_sockets_and_short_paths(tmp_path: Path) -> None:
    one, other = Layout(tmp_path / "a" / ("x" * 80)), Layout(tmp_path / "b")

    assert one.sockets != other.sockets
    assert len(str(one.sockets / ".s.PGSQL.5432")) < 107


def test_a_run_file_fills_in_what_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOALERT_TEST_SET", "mine")
    monkeypatch.delenv("GEOALERT_TEST_OTHER", raising=False)
    write_private(tmp_path / "environment", "GEOALERT_TEST_SET=theirs\nGEOALERT_TEST_OTHER=1\n")

    load_run_file(tmp_path / "environment")

    assert (env_bool("GEOALERT_TEST_OTHER", False), os.environ["GEOALERT_TEST_SET"]) == (True, "mine")
    monkeypatch.delenv("GEOALERT_TEST_OTHER")


def test_a_wrong_value_stops_and_names_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEOALERT_TEST_NUMBER", "dix")

    with pytest.raises(BadSetting, match="GEOALERT_TEST_NUMBER"):
        env_int("GEOALERT_TEST_NUMBER", 1)
    with pytest.raises(BadSetting, match="GEOALERT_TEST_SECRET"):
        env_secret("GEOALERT_TEST_SECRET", tmp_path)


def test_an_empty_secret_is_none_unless_it_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "GEOALERT_TEST_SECRET").write_text(" \n")

    with pytest.raises(BadSetting, match="GEOALERT_TEST_SECRET"):
        env_secret("GEOALERT_TEST_SECRET", tmp_path)
    assert env_secret("GEOALERT_TEST_SECRET", tmp_path, default="") == ""


@pytest.mark.parametrize(
    ("given", "web", "receipts"), [("", 8000, 9000), ("", 65_000, 64_000), ("8443", 8000, 8443)]
)
def test_receipts_are_taken_beside_the_site_at_the_same_port_every_time(
    monkeypatch: pytest.MonkeyPatch, given: str, web: int, receipts: int
) -> None:
    monkeypatch.setenv("GEOALERT_RECEIPTS_PORT", given)

    assert services.ports(web) == {"web": web, "receipts": receipts}

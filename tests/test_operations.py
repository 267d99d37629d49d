"""The operator's page stays true: its table of settings is the settings."""

import re
from collections import Counter

import pytest

from geoalert.supervisor.layout import PROJECT
from tests.deployment import BESIDE_SETTINGS, defaults, settings_read

ROW = re.compile(r"^\| `([A-Z_0-9]+)` \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
PAGE = (PROJECT / "docs" / "operations.md").read_text()
# Variable -> value without it, what it does.
ROWS = {name: (value.strip(" `"), meaning) for name, value, meaning in ROW.findall(PAGE)}


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    assert ROWS.keys() == settings_read().keys() | BESIDE_SETTINGS


def test_everything_is_said_once() -> None:
    said = [*(name for name, *_ in ROW.findall(PAGE)), *re.findall(r"^#+ .*$", PAGE, re.MULTILINE)]

    assert [words for words, times in Counter(said).items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(defaults()))
def test_the_table_gives_the_value_without_the_variable(name: str) -> None:
    (written, _), value = ROWS[name], defaults()[name]

    if isinstance(value, bool):
        assert written == str(int(value))
    elif isinstance(value, (int, float)):
        assert float(written) == value
    else:
        assert written == value


def test_secrets_are_called_secrets() -> None:
    called = {name for name, (_, meaning) in ROWS.items() if meaning.strip().startswith("secret")}

    assert called == {name for name, secret in settings_read().items() if secret}


def test_every_verb_named_is_one_of_the_entry() -> None:
    script = (PROJECT / "bin" / "geoalert").read_text()
    verbs = set(re.findall(r"bin/geoalert ([a-z]+)", PAGE))

    usage = set(re.findall(r"^bin/geoalert ([a-z]+)", script, re.MULTILINE))
    assert verbs <= usage


def test_every_management_command_named_exists() -> None:
    named = set(re.findall(r"(?:geoalert manage|manage\.py) ([a-z_]+)", PAGE))
    there = {file.stem for file in PROJECT.glob("*/management/commands/*.py")}

    assert named <= there

"""What an analyst takes away holds what they may see, and the journal knows."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry, User
from accounts.roles import ANALYST, EDITOR, OFFICER
from messaging.clock import database_now
from tests.factories import person
from tests.incidents.happening import incident
from tests.places import MONTREUIL, VENDOME

pytestmark = pytest.mark.django_db

EXPORTS = {"analysis-csv": "csv", "analysis-geojson": "geojson", "analysis-report": "html"}
every_export = pytest.mark.parametrize("name", EXPORTS)


@pytest.fixture(autouse=True)
def _incidents(settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    lately = database_now() - timedelta(days=3)
    incident(at=VENDOME, began=lately, times=13)
    incident(at=MONTREUIL, began=lately, times=7)


@pytest.fixture
def chloe() -> User:
    """Analyst, everywhere."""
    return person("chloe", ANALYST, sectors=("*",))


@pytest.fixture
def alice() -> User:
    """Officer in Paris Centre."""
    return person("alice", OFFICER, sectors=("75-CENTRE",))


@pytest.fixture
def frank() -> User:
    """May analyse, but not see where each incident happened."""
    frank = person("frank", None, sectors=("*",))
    frank.user_permissions.add(Permission.objects.get(codename="analyse_incidents"))
    return frank


def ask(client: Client, user: User, name: str, query: str = "periode=7") -> object:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"{reverse(f'dashboard:{name}')}?{query}")


def body(response: object) -> str:
    whole = response.getvalue() if response.streaming else response.content  # type: ignore[attr-defined]
    return whole.decode()


def lines(response: object) -> list[dict[str, str]]:
    text = body(response).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@every_export
def test_an_export_is_a_download_that_nothing_keeps(client: Client, chloe: User, name: str) -> None:
    response = ask(client, chloe, name)

    assert response.status_code == 200  # type: ignore[attr-defined]
    disposition = response["Content-Disposition"]  # type: ignore[index]
    assert disposition.startswith('attachment; filename="incidents-')
    assert disposition.endswith(f'.{EXPORTS[name]}"')
    assert "no-store" in response["Cache-Control"]  # type: ignore[index]


def test_the_table_sums_to_the_total_of_the_filter(client: Client, chloe: User) -> None:
    assert len(lines(ask(client, chloe, "analysis-csv"))) == 20
    assert len(lines(ask(client, chloe, "analysis-csv", "periode=7&zone=75101"))) == 13


def test_an_officer_takes_away_their_own_territory_only(client: Client, alice: User) -> None:
    assert len(lines(ask(client, alice, "analysis-csv"))) == 13
    layer = json.loads(body(ask(client, alice, "analysis-geojson")))
    assert (layer["territory"], len(layer["features"])) == ("Territoire de alice", 13)
    report = body(ask(client, alice, "analysis-report"))
    assert "Montreuil</th>" not in report
    assert "<strong>13</strong>" in report
    assert "Limité au territoire Territoire de alice." in report


def test_without_the_permission_no_place_leaves(client: Client, frank: User) -> None:
    rows = lines(ask(client, frank, "analysis-csv"))

    assert [row["Incidents (arrondis à 5)"] for row in rows] == ["15", "5"]
    layer = json.loads(body(ask(client, frank, "analysis-geojson")))
    assert {feature["geometry"]["type"] for feature in layer["features"]} == {"Polygon"}
    report = body(ask(client, frank, "analysis-report"))
    assert "arrondi au multiple de 5" in report
    assert "Points" not in report.split("<script>")[0]


@every_export
def test_a_filter_that_cannot_be_read_is_answered_as_on_the_page(
    client: Client, chloe: User, name: str
) -> None:
    response = ask(client, chloe, name, "type=inconnu&periode=7")

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "Type d’incident inconnu : inconnu." in body(response)
    assert "Content-Disposition" not in response  # type: ignore[operator]
    assert not JournalEntry.objects.filter(verb="incidents.export").exists()


@every_export
def test_each_leaves_a_line_in_the_journal(client: Client, chloe: User, name: str) -> None:
    ask(client, chloe, name, "type=vol-etalage&du=2026-11-01&au=2026-11-20")

    entry = JournalEntry.objects.get(verb="incidents.export")

    assert entry.actor == chloe
    assert entry.details == {
        "format": EXPORTS[name],
        "filter": "type=vol-etalage&du=2026-11-01&au=2026-11-20",
        "exact": True,
    }


@every_export
def test_only_those_who_analyse_may_export(client: Client, name: str) -> None:
    assert ask(client, person("marc", EDITOR), name).status_code == 403  # type: ignore[attr-defined]
    client.logout()
    assert client.get(reverse(f"dashboard:{name}")).status_code == 302

"""The library in the administration: editors enter for it and for nothing else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, ANALYST, EDITOR, OFFICER, SUPERVISOR
from advice.loading import load_advice
from advice.models import EVERYBODY, AdvicePage, Rubric, Theme
from tests.advice.shelves import ADVICE
from tests.factories import person, profession

pytestmark = pytest.mark.django_db
LIBRARY = ["advice_advicepage", "advice_rubric", "advice_theme"]
NOT_THEIRS = ["accounts_user", "accounts_territory", "accounts_journalentry"]
NOT_THEIRS += ["zones_department", "zones_sector", "zones_commune"]


@pytest.fixture(autouse=True)
def _library(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_advice(ADVICE)


def signed_in(role: str | None) -> Client:
    client = Client()
    client.force_login(person(f"u-{role}", role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def marc() -> Client:
    return signed_in(EDITOR)


def written(page: AdvicePage, **changes: object) -> dict[str, object]:
    """What the form of this page posts."""
    actions = [word for action in page.actions for word in (action["geste"], action["precision"])]
    return {
        **{f"actions_{n}": word for n, word in enumerate(actions)},
        "title": page.title,
        "summary": page.summary,
        "keywords": page.keywords,
        "body": page.body,
        "rubric": page.rubric_id,
        "rank": page.rank,
        "themes": [theme.pk for theme in page.themes.all()],
        "related": [other.pk for other in page.related.all()],
        "reviewed_on": "25/11/2026",
        "is_published": "on",
        **changes,
    }


@pytest.fixture
def tobacco() -> AdvicePage:
    return AdvicePage.objects.get(slug="tabacs")


def change_url(page: AdvicePage) -> str:
    return reverse("admin:advice_advicepage_change", args=[page.pk])


@pytest.mark.parametrize("model", LIBRARY)
@pytest.mark.parametrize("role", [EDITOR, ADMINISTRATOR])
def test_editors_and_administrators_open_every_list_and_form_of_the_library(role: str, model: str) -> None:
    client = signed_in(role)

    for page in (reverse(f"admin:{model}_changelist"), reverse(f"admin:{model}_add")):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("model", NOT_THEIRS)
def test_an_editor_sees_nothing_of_people_zones_or_the_journal(marc: Client, model: str) -> None:
    assert marc.get(reverse(f"admin:{model}_changelist")).status_code == 403
    assert marc.get(reverse(f"admin:{model}_change", args=[1])).status_code == 403
    assert reverse(f"admin:{model}_changelist") not in marc.get("/admin/").text


@pytest.mark.parametrize("app", ["accounts", "zones"])
def test_an_editor_finds_no_index_of_another_app(marc: Client, app: str) -> None:
    answer = marc.get(f"/admin/{app}/")

    assert answer.status_code == 404


def test_an_editor_cannot_set_the_password_of_anybody(marc: Client) -> None:
    somebody = person("alice", OFFICER)

    assert marc.get(reverse("admin:auth_user_password_change", args=[somebody.pk])).status_code == 403


def test_an_administrator_can_set_a_password() -> None:
    somebody = person("alice", OFFICER)
    nadia = signed_in(ADMINISTRATOR)

    assert nadia.get(reverse("admin:auth_user_password_change", args=[somebody.pk])).status_code == 200


@pytest.mark.parametrize("role", [OFFICER, SUPERVISOR, ANALYST, None])
def test_nobody_else_enters_the_administration(role: str | None, tobacco: AdvicePage) -> None:
    client = signed_in(role)
    pages = ["/admin/", reverse("admin:advice_advicepage_changelist"), change_url(tobacco)]
    pages += [reverse("admin:advice_advicepage_preview", args=[tobacco.pk]), "/admin/advice/"]

    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(change_url(tobacco), written(tobacco, title="Piraté")).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get(reverse("admin:advice_advicepage_changelist"))["Location"].startswith(
        "/poste/connexion/"
    )


def test_an_editor_starts_at_the_library_and_its_link_stands_in_the_navigation(marc: Client) -> None:
    assert marc.get("/poste/")["Location"] == reverse("admin:advice_advicepage_changelist")
    assert "Rédaction" in marc.get("/poste/mot-de-passe/").text


def test_an_edit_is_saved_and_read_by_the_public_at_once(marc: Client, tobacco: AdvicePage) -> None:
    answer = marc.post(change_url(tobacco), written(tobacco, title="Tabacs et presse"))

    assert answer.status_code == 302, answer.text
    assert "Tabacs et presse" in marc.get("/conseils/tabacs/").text


@pytest.mark.parametrize("missing", [0, 2, 4])
def test_two_actions_are_refused_in_french_and_nothing_typed_is_lost(
    marc: Client, tobacco: AdvicePage, missing: int
) -> None:
    posted = written(tobacco, title="Tapé à l’instant", **{f"actions_{missing}": "  "})

    answer = marc.post(change_url(tobacco), posted)

    assert answer.status_code == 200
    assert "Il faut trois gestes ; il manque le" in answer.text
    assert "Tapé à l’instant" in answer.text
    assert AdvicePage.objects.get(slug="tabacs").title == tobacco.title


def test_an_action_too_long_for_a_phone_is_refused(marc: Client, tobacco: AdvicePage) -> None:
    answer = marc.post(change_url(tobacco), written(tobacco, actions_0="x" * 81))

    assert answer.status_code == 200
    assert "80" in answer.text


def test_the_address_of_a_page_never_changes(marc: Client, tobacco: AdvicePage) -> None:
    marc.post(change_url(tobacco), written(tobacco, slug="autre-adresse"))

    assert AdvicePage.objects.filter(slug="tabacs").exists()


def test_nothing_of_the_library_is_deleted(marc: Client, tobacco: AdvicePage) -> None:
    assert marc.get(reverse("admin:advice_advicepage_delete", args=[tobacco.pk])).status_code == 403


def test_a_draft_is_read_in_its_preview_only(marc: Client, client: Client, tobacco: AdvicePage) -> None:
    marc.post(change_url(tobacco), written(tobacco, is_published=""))

    assert client.get("/conseils/tabacs/").status_code == 404
    preview = marc.get(reverse("admin:advice_advicepage_preview", args=[tobacco.pk])).text
    assert "n’est pas publiée" in preview
    assert tobacco.actions[0]["geste"] in preview


def test_the_page_of_everyone_cannot_be_withdrawn(marc: Client) -> None:
    everyone = AdvicePage.objects.get(slug=EVERYBODY)

    assert "reste publiée" in marc.post(change_url(everyone), written(everyone, is_published="")).text
    chosen = {"action": "withdraw", "_selected_action": [everyone.pk]}
    answer = marc.post(reverse("admin:advice_advicepage_changelist"), chosen, follow=True)
    assert "reste publiée" in answer.text
    everyone.refresh_from_db()
    assert everyone.published_at


def test_pages_are_withdrawn_and_published_by_the_list(marc: Client, tobacco: AdvicePage) -> None:
    url = reverse("admin:advice_advicepage_changelist")

    marc.post(url, {"action": "withdraw", "_selected_action": [tobacco.pk]})
    assert not AdvicePage.objects.published().filter(pk=tobacco.pk).exists()
    assert "Bureaux de tabac" in marc.get(url, {"etat": "brouillon"}).text
    marc.post(url, {"action": "publish", "_selected_action": [tobacco.pk]})
    assert AdvicePage.objects.published().filter(pk=tobacco.pk).exists()


def test_a_new_page_is_made_with_its_shelf_and_its_themes(marc: Client) -> None:
    posted = {f"actions_{n}": f"mot {n}" for n in range(6)}
    posted |= {"title": "Neuve", "slug": "neuve", "summary": "Court.", "body": "## Titre", "rank": "5"}
    posted |= {"rubric": str(Rubric.objects.get(slug="tous").pk), "reviewed_on": "25/11/2026"}

    answer = marc.post(
        reverse("admin:advice_advicepage_add"),
        {**posted, "themes": [Theme.objects.get(slug="agression").pk], "is_published": "on"},
    )

    assert answer.status_code == 302, answer.text
    made = AdvicePage.objects.published().get(slug="neuve")
    assert made.actions[2] == {"geste": "mot 4", "precision": "mot 5"}


def test_the_search_of_the_list_does_not_mind_accents(marc: Client) -> None:
    text = marc.get(reverse("admin:advice_advicepage_changelist"), {"q": "securite"}).text

    assert "aide de l’État" in text


def test_the_professions_of_a_rubric_are_ticked(marc: Client) -> None:
    profession("tabac")
    rubric = Rubric.objects.get(slug="buralistes")

    answer = marc.post(
        reverse("admin:advice_rubric_change", args=[rubric.pk]),
        {"name": "Buralistes", "rank": "2", "profession_codes": ["tabac"]},
    )

    assert answer.status_code == 302, answer.text
    rubric.refresh_from_db()
    assert rubric.profession_codes == ["tabac"]

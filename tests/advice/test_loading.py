"""Advice from files: what comes in, what is renewed, what is left to the editors."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from advice.loading import UnknownShelf, load_advice
from advice.models import AdvicePage, Rubric, Theme
from tests.advice.shelves import ADVICE, page

pytestmark = pytest.mark.django_db
AT_LEAST = {"tous": 5, "bijoutiers": 3, "buralistes": 3, "pharmaciens": 3, "professions-sante": 3}
LINKED_ELSEWHERE = {"bijouteries", "tabacs", "pharmacies", "medecins", "tous-commerces"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the delivered files that a test may change, loaded once."""
    copy = tmp_path / "advice"
    shutil.copytree(ADVICE, copy)
    load_advice(copy)
    return copy


def rewrite(folder: Path, slug: str, old: str, new: str) -> None:
    file = folder / f"{slug}.md"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_every_profession_has_several_pages_and_every_page_stands_on_a_shelf_by_theme(folder: Path) -> None:
    sizes = {rubric.slug: rubric.size for rubric in Rubric.objects.with_pages()}

    assert all(sizes[slug] >= least for slug, least in AT_LEAST.items()), sizes
    assert not AdvicePage.objects.filter(themes=None).exists()
    assert not AdvicePage.objects.filter(related=None).exists()
    assert Theme.objects.with_pages().count() == Theme.objects.count()


def test_addresses_that_alerts_and_templates_name_are_there(folder: Path) -> None:
    assert set(AdvicePage.objects.published().values_list("slug", flat=True)) >= LINKED_ELSEWHERE


def test_pages_are_substantial_and_named_as_their_files(folder: Path) -> None:
    pages = AdvicePage.objects.in_bulk([file.stem for file in ADVICE.glob("*.md")], field_name="slug")

    assert len(pages) == len(list(ADVICE.glob("*.md")))
    for slug, found in pages.items():
        assert all(action["geste"] and len(action["geste"]) <= 80 for action in found.actions), slug
        assert len(found.body) > 1_800, slug
        assert f"\n{found.body}".count("\n## ") >= 3, slug


def test_every_link_between_pages_leads_somewhere(folder: Path) -> None:
    slugs = set(AdvicePage.objects.values_list("slug", flat=True))

    for found in AdvicePage.objects.all():
        for part in found.body.split("](/conseils/")[1:]:
            assert part.split("/")[0] in slugs, found.slug


def test_loading_again_changes_nothing(folder: Path) -> None:
    before = list(AdvicePage.objects.order_by("pk").values())

    load_advice(folder)

    assert list(AdvicePage.objects.order_by("pk").values()) == before


def test_a_newer_file_renews_a_page_that_nobody_touched(folder: Path) -> None:
    rewrite(folder, "tabacs", 'title = "Bureaux de tabac"', 'title = "Tabacs"')

    load_advice(folder)

    assert AdvicePage.objects.get(slug="tabacs").title == "Tabacs"


@pytest.mark.parametrize("edited", ["title", "summary", "body", "keywords"])
def test_a_newer_file_leaves_what_an_editor_wrote(folder: Path, edited: str) -> None:
    AdvicePage.objects.filter(slug="tabacs").update(**{edited: "Réécrit"})
    rewrite(folder, "tabacs", "réserve", "RÉSERVE")

    load_advice(folder)

    found = AdvicePage.objects.get(slug="tabacs")
    assert getattr(found, edited) == "Réécrit"
    assert "RÉSERVE" not in found.body


def test_a_newer_file_leaves_the_themes_and_neighbours_that_an_editor_chose(folder: Path) -> None:
    found = AdvicePage.objects.get(slug="tabacs")
    found.themes.set(Theme.objects.filter(slug="agression"))
    rewrite(folder, "tabacs", "réserve", "RÉSERVE")

    load_advice(folder)

    assert [theme.slug for theme in found.themes.all()] == ["agression"]


def test_a_withdrawn_page_stays_withdrawn(folder: Path) -> None:
    AdvicePage.objects.filter(slug="tabacs").update(published_at=None)
    rewrite(folder, "tabacs", "réserve", "RÉSERVE")

    load_advice(folder)

    assert AdvicePage.objects.get(slug="tabacs").published_at is None


def test_the_name_of_a_rubric_is_its_editors(folder: Path) -> None:
    Rubric.objects.filter(slug="buralistes").update(name="Tabac et presse")

    load_advice(folder)

    assert Rubric.objects.get(slug="buralistes").name == "Tabac et presse"


def test_a_page_of_before_the_shelves_keeps_its_text_and_gets_its_themes(folder: Path) -> None:
    found = AdvicePage.objects.get(slug="tabacs")
    found.themes.clear()
    AdvicePage.objects.filter(pk=found.pk).update(body="D’avant", loaded_digest="", rank=10)

    load_advice(folder)
    load_advice(folder)

    found.refresh_from_db()
    assert (found.body, found.rank) == ("D’avant", 0)
    assert found.themes.count() == 2


def test_a_file_that_names_an_unknown_theme_is_refused_and_nothing_is_loaded(folder: Path) -> None:
    rewrite(folder, "tabacs", '"cambriolage", "equipement"', '"inconnu"')
    rewrite(folder, "bijouteries", "Bijouteries et horlogeries", "Changé")

    with pytest.raises(UnknownShelf, match="inconnu"):
        load_advice(folder)

    assert AdvicePage.objects.get(slug="bijouteries").title != "Changé"


@pytest.mark.parametrize("actions", [[], [{"geste": "Un", "precision": ""}], [{"geste": "x"}] * 4])
def test_the_database_wants_exactly_three_actions(actions: list[dict[str, str]]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        page("essai", actions=actions)

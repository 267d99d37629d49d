"""The house holds: relations point down, every URL says who may call it, rooms stay small."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from web.access import declared_access

FLOORS = [
    {"geoalert"},
    {"dashboard", "portal", "api"},
    {"web"},
    {"alerts"},
    {"subscribers", "incidents", "advice"},
    {"accounts"},
    {"messaging", "zones"},
]
FLOOR_OF = {app: floor for floor, names in enumerate(FLOORS) for app in names}
LINES_AT_MOST = 250
# Settings are one file on purpose: titled sections, read from top to bottom.
LONG_ON_PURPOSE = {"geoalert/settings.py"}


def relations() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in FLOOR_OF:
            continue
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label  # type: ignore[union-attr]
            if target in FLOOR_OF:
                yield f"{model._meta.label}.{field.name}", app, target


@pytest.mark.parametrize(("name", "source", "target"), list(relations()))
def test_a_relation_points_down_or_stays_in_its_app(name: str, source: str, target: str) -> None:
    assert source == target or FLOOR_OF[target] > FLOOR_OF[source], name


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def test_every_url_declares_who_may_call_it() -> None:
    undeclared = [
        route
        for route, entry in patterns(get_resolver())
        if not route.startswith("admin/") and declared_access(entry.callback) is None
    ]

    assert undeclared == []


def test_every_staff_url_asks_for_a_signed_in_person() -> None:
    """Only the sign-in page itself is open under /poste/."""
    open_doors = {
        entry.name
        for route, entry in patterns(get_resolver())
        if route.startswith("poste/") and declared_access(entry.callback).public
    }

    assert open_doors == {"login"}


def source_files() -> list[Path]:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "*.js", "*.css", "*.html"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [settings.BASE_DIR / name for name in tracked.stdout.splitlines()]
    return [file for file in files if "migrations" not in file.parts and file.is_file()]


def test_no_room_grows_past_its_purpose() -> None:
    too_long = {
        str(file.relative_to(settings.BASE_DIR)): lines
        for file in source_files()
        if (lines := len(file.read_text().splitlines())) > LINES_AT_MOST
    }

    assert too_long.keys() <= LONG_ON_PURPOSE

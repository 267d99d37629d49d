"""What the tests of the deployment read: the settings' variables, the compose file, the Dockerfile."""

import ast
from collections.abc import Iterator
from typing import Any

import yaml

from geoalert.supervisor.layout import PROJECT

SECRET = "env_secret"
# Read before Django is, or by a command: not settings, yet the operator's to give.
BESIDE_SETTINGS = frozenset({"GEOALERT_PORT", "GEOALERT_RECEIPTS_PORT", "GEOALERT_ADMIN_PASSWORD"})


def _readings() -> Iterator[tuple[str, str, ast.expr | None]]:
    """Reader, variable and default of each reading in geoalert/settings.py."""
    tree = ast.parse((PROJECT / "geoalert" / "settings.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_"):
            name, *rest = node.args
            yield node.func.id, ast.literal_eval(name), rest[0] if rest else None


def settings_read() -> dict[str, bool]:
    """Every variable that the settings read; True for secrets, which NAME_FILE may give too."""
    return {name: reader == SECRET for reader, name, _ in _readings()}


def defaults() -> dict[str, object]:
    """The defaults that are written as one value; those that follow another setting are left out."""
    return {
        name: default.value
        for reader, name, default in _readings()
        if reader != SECRET and isinstance(default, ast.Constant)
    }


def known_names() -> set[str]:
    read = settings_read()
    return {*read, *(f"{name}_FILE" for name, secret in read.items() if secret)}


def compose() -> dict[str, Any]:
    """docker-compose.yml, its anchors merged as Compose merges them."""
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]

"""What the tests of the deployment read: the settings' variables, the compose file, the Dockerfile."""

import ast
from typing import Any

import yaml

from geoalert.supervisor.layout import PROJECT

READERS = frozenset({"env_str", "env_bool", "env_int", "env_float", "env_list"})
# Read before Django is, or by a command: not settings, yet the operator's to give.
BESIDE_SETTINGS = frozenset({"GEOALERT_PORT", "GEOALERT_ADMIN_PASSWORD"})


def settings_read() -> dict[str, bool]:
    """Every variable that geoalert/settings.py reads; True for secrets, which NAME_FILE may give too."""
    tree = ast.parse((PROJECT / "geoalert" / "settings.py").read_text())
    found: dict[str, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            name = node.args[0]
            if node.func.id in READERS | {"env_secret"} and isinstance(name, ast.Constant):
                found[str(name.value)] = node.func.id == "env_secret"
    return found


def known_names() -> set[str]:
    read = settings_read()
    return {*read, *(f"{name}_FILE" for name, secret in read.items() if secret)}


def compose() -> dict[str, Any]:
    """docker-compose.yml, its anchors merged as Compose merges them."""
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def services() -> dict[str, dict[str, Any]]:
    return compose()["services"]

"""What /sante/ of a running instance answers, part by part."""

import json
import urllib.error
import urllib.request
from typing import Any


def ask(port: int, seconds: float = 10) -> dict[str, str] | None:
    """{"database": "ok", "worker": "ko", …}; None when nothing answers as geoalert does."""
    answer = _answer(port, seconds)
    checks = answer.get("checks")
    return checks if isinstance(checks, dict) else None


def is_held(port: int, seconds: float = 10) -> bool:
    """Whether nothing leaves since a restore, until a person releases it."""
    return _answer(port, seconds).get("standstill") is True


def unwell(answers: dict[str, str]) -> list[str]:
    return [name for name, answer in answers.items() if answer != "ok"]


def _answer(port: int, seconds: float) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=seconds) as answer:
            return _read(answer.read())
    except urllib.error.HTTPError as unwell:
        return _read(unwell.read())
    except OSError:
        return {}


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}

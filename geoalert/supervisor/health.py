"""What /sante/ of a running instance answers, part by part."""

import json
import urllib.error
import urllib.request


def ask(port: int, seconds: float = 10) -> dict[str, str] | None:
    """{"database": "ok", "worker": "ko", …}; None when nothing answers as geoalert does."""
    address = f"http://127.0.0.1:{port}/sante/"
    try:
        with urllib.request.urlopen(address, timeout=seconds) as answer:
            return _checks(answer.read())
    except urllib.error.HTTPError as unwell:
        return _checks(unwell.read())
    except OSError:
        return None


def unwell(answers: dict[str, str]) -> list[str]:
    return [name for name, answer in answers.items() if answer != "ok"]


def _checks(body: bytes) -> dict[str, str] | None:
    try:
        checks: dict[str, str] = json.loads(body)["checks"]
    except (ValueError, KeyError, TypeError):
        return None
    return checks

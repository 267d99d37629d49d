"""Strict readers of the environment: a wrong value stops the program and names the variable."""

import os
from pathlib import Path


class BadSetting(Exception):
    """A variable is missing or cannot be read; the message names it."""


def env_str(name: str, default: str | None = None) -> str:
    """The text of a variable; without a default, the variable must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"{name} is not set and has no default.")
    return value


TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def env_bool(name: str, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; anything else is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}.") from None


def env_float(name: str, default: float) -> float:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return float(value)
    except ValueError:
        raise BadSetting(f"{name} must be a number, not {value!r}.") from None


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, to the letter."""
    value = os.environ.get(name, default)
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_list(name: str, default: str) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_rates(name: str) -> dict[str, float]:
    """Rates by name, "a=100, b=0.5": numbers above zero."""
    rates = {}
    for part in env_list(name, ""):
        key, _, number = part.partition("=")
        try:
            rates[key.strip()] = float(number)
        except ValueError:
            raise BadSetting(f"{name}: {part!r} is not a name, = and a number.") from None
        if not 0 < rates[key.strip()] < 1_000_000:
            raise BadSetting(f"{name}: {part!r} is no rate above zero.")
    return rates


def env_secret(name: str, folder: Path, default: str | None = None) -> str:
    """A secret from the variable, from the file that NAME_FILE points at, or from `folder`/NAME.

    A file that was named must be readable; `default` is for what no file was ever made for. Without one
    an empty secret is refused: it would open a door to everybody.
    """
    if value := os.environ.get(name):
        return value
    named = os.environ.get(f"{name}_FILE")
    path = Path(named or folder / name)
    if default is not None and not named and not path.exists():
        return default
    try:
        secret = path.read_text().strip()
    except OSError:
        raise BadSetting(f"{name} is not set and {path} cannot be read.") from None
    if not secret and default is None:
        raise BadSetting(f"{name} is empty: {path} holds no secret.")
    return secret


def read_run_file(path: Path) -> dict[str, str]:
    """The variables that a running `up` wrote (NAME=value lines); none when it does not run."""
    if not path.is_file():
        return {}
    lines = [line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#")]
    return {name.strip(): value.strip() for name, sep, value in lines if sep}


def load_run_file(path: Path) -> None:
    """Take the variables of the run file; what is already set wins."""
    for name, value in read_run_file(path).items():
        os.environ.setdefault(name, value)

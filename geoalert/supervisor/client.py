"""PostgreSQL's own programs on one database: psql, pg_dump, pg_restore; no password on a command line."""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from geoalert.supervisor import postgres

QUIET = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")


class ToolFailed(Exception):
    """One of PostgreSQL's programs failed; the message quotes the end of what it said."""


@dataclass(frozen=True)
class Client:
    """`bin` holds the programs, `surroundings` says which database (PGHOST, PGUSER, …)."""

    bin: Path
    surroundings: Mapping[str, str]

    @classmethod
    def of(cls, url: str, *, folder: Path, password: str = "") -> "Client":
        """From an address as DATABASE_URL has it; `password` where the address holds none."""
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        named = {
            "PGHOST": asked.get("host") or parts.hostname or "",
            "PGPORT": asked.get("port") or str(parts.port or ""),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or "") or password,
            "PGDATABASE": unquote(parts.path.lstrip("/")),
            "PGSSLMODE": asked.get("sslmode", ""),
            "PGSSLROOTCERT": asked.get("sslrootcert", ""),
            "PGAPPNAME": "geoalert backup",
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        return cls(folder, {name: value for name, value in named.items() if value})

    def run(self, program: str, *arguments: str) -> str:
        """What it printed. Raises ToolFailed."""
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ToolFailed(f"{program} : {done.stderr.strip()[-600:]}")
        return done.stdout

    def ask(self, statement: str) -> Any:
        """The one JSON value that a statement answers."""
        return json.loads(self.run("psql", *QUIET, "-c", statement))

    def execute(self, *files: Path, **values: str) -> None:
        """Run files of SQL in one transaction: all of it, or nothing. `values` are psql's variables."""
        named = [f"--set={name}={value}" for name, value in values.items()]
        self.run("psql", *QUIET, *named, "--single-transaction", *(f"--file={file}" for file in files))

    @contextlib.contextmanager
    def held_open(self, statements: str) -> Iterator[Any]:
        """The JSON line that `statements` answer, in a transaction that lasts as long as the block."""
        with subprocess.Popen(
            [str(self.bin / "psql"), *QUIET],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as session:
            if session.stdin is None or session.stdout is None or session.stderr is None:
                raise ToolFailed("psql")
            # A psql that found no server ends without reading; its own words say more than our broken pipe.
            with contextlib.suppress(BrokenPipeError):
                session.stdin.write(statements)
                session.stdin.flush()
            line = session.stdout.readline()
            if not line:
                with contextlib.suppress(BrokenPipeError):
                    session.stdin.close()
                raise ToolFailed(f"psql : {session.stderr.read().strip()[-600:]}")
            yield json.loads(line)
            session.stdin.close()

    def _environment(self) -> dict[str, str]:
        return {**postgres.environment(), **self.surroundings}

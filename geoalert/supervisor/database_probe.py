"""Run with DATABASE_URL set: may its user bring PostGIS and make tables there? Everything is taken back.

Prints {"version", "clock_offset"}, or one French sentence on standard error with exit code 1.
"""

import json
import os
import sys
import time
from urllib.parse import urlsplit

import psycopg2

OLDEST_SERVER = 140_000  # Django 5.2 asks for PostgreSQL 14.
SECONDS = 5


class Lacking(Exception):
    """What is lacking, as a French sentence."""


def probe(url: str) -> dict[str, object]:
    """Raises Lacking. Whatever is tried is rolled back."""
    address = url.replace(urlsplit(url).scheme, "postgresql", 1)
    try:
        connection = psycopg2.connect(address, connect_timeout=SECONDS)
    except psycopg2.Error as error:
        raise Lacking(f"La base ne se laisse pas ouvrir : {_first_line(error)}.") from error
    try:
        with connection.cursor() as cursor:
            if connection.server_version < OLDEST_SERVER:
                raise Lacking(f"PostgreSQL 14 au moins, pas {connection.server_version // 10_000}.")
            _try(
                cursor,
                "CREATE EXTENSION IF NOT EXISTS postgis",
                "PostGIS n’y est pas et ne peut pas y être mis",
            )
            _try(cursor, "CREATE TABLE geoalert_probe (id int)", "Aucune table ne peut y être créée")
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8, postgis_lib_version()")
            ((seconds, postgis),) = cursor.fetchall()
            offset = round(seconds - time.time(), 3)
        version = f"PostgreSQL {connection.server_version // 10_000}, PostGIS {postgis}"
        return {"version": version, "clock_offset": offset}
    finally:
        connection.rollback()
        connection.close()


def _try(cursor: psycopg2.extensions.cursor, statement: str, otherwise: str) -> None:
    try:
        cursor.execute(statement)
    except psycopg2.Error as error:
        raise Lacking(f"{otherwise} : {_first_line(error)}.") from error


def _first_line(error: psycopg2.Error) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


if __name__ == "__main__":
    try:
        print(json.dumps(probe(os.environ["DATABASE_URL"])))
    except Lacking as lacking:
        sys.exit(str(lacking))

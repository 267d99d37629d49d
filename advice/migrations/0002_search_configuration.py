"""French full-text search that accents do not bother, from PostgreSQL's own contrib modules (trusted: no superuser)."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

MAKE_CONFIG = """
CREATE TEXT SEARCH CONFIGURATION advice_french (COPY = french);
ALTER TEXT SEARCH CONFIGURATION advice_french
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
"""
DROP_CONFIG = "DROP TEXT SEARCH CONFIGURATION advice_french"


class Migration(migrations.Migration):
    dependencies = [("advice", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(MAKE_CONFIG, DROP_CONFIG),
    ]

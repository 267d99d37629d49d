from django.db import migrations

# Beside the tables: whoever takes these out takes it out too (drop_tables, empty.sql).
MAKE = """
CREATE FUNCTION messaging_sending_stays_as_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sending % stays as it was frozen', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'sending_stays_as_frozen',
              TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
              DETAIL = 'sending_stays_as_frozen';
END
$$;
CREATE TRIGGER sending_stays_as_frozen BEFORE UPDATE ON messaging_sending FOR EACH ROW
WHEN (
    OLD.mode <> NEW.mode
    OR OLD.list_hash <> '' AND (OLD.text, OLD.parts, OLD.frozen_count, OLD.list_hash)
       IS DISTINCT FROM (NEW.text, NEW.parts, NEW.frozen_count, NEW.list_hash)
)
EXECUTE FUNCTION messaging_sending_stays_as_frozen();
"""
UNMAKE = """
DROP TRIGGER sending_stays_as_frozen ON messaging_sending;
DROP FUNCTION messaging_sending_stays_as_frozen();
"""


class Migration(migrations.Migration):
    """An exercise becomes no real sending, and what was frozen stays so, whoever writes."""

    dependencies = [("messaging", "0008_tries")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]

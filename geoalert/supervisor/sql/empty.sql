-- Before the dump: keep who said STOP since the backup, then make room. Everything here is undone if the rest fails.
SET client_min_messages = warning;
CREATE TEMPORARY TABLE kept_stops (channel text, address_hash bytea, why text, since timestamptz);
DO $$
DECLARE
    statement text;
BEGIN
    IF to_regclass('public.messaging_suppression') IS NOT NULL THEN
        INSERT INTO kept_stops SELECT channel, address_hash, why, since FROM public.messaging_suppression;
    END IF;
    FOR statement IN
        SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', relname) FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
        UNION ALL
        SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT format('DROP TEXT SEARCH CONFIGURATION IF EXISTS public.%I CASCADE', cfgname) FROM pg_ts_config
        WHERE cfgnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_ts_config.oid AND deptype = 'e')
    LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

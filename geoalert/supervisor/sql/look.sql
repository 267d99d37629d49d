-- What is in the database before a restore: tables of ours, tables of others, sessions of others.
-- PostgreSQL hides what kind a session of another role is from a role without rights over it, never whose it is;
-- its own processes are nobody's.
SELECT json_build_object(
    'ours', coalesce(sum(1) FILTER (WHERE ours), 0),
    'strangers', coalesce(sum(1) FILTER (WHERE NOT ours), 0),
    'sessions', (
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND coalesce(backend_type = 'client backend', usesysid IS NOT NULL)
    )
)
FROM (
    SELECT relname ~ '^(accounts|advice|alerts|auth|axes|django|incidents|messaging|subscribers|zones)_' AS ours
    FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
) AS found;

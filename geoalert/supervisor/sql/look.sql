-- What is in the database before a restore: tables of ours, tables of others, sessions of others.
SELECT json_build_object(
    'ours', coalesce(sum(1) FILTER (WHERE ours), 0),
    'strangers', coalesce(sum(1) FILTER (WHERE NOT ours), 0),
    'sessions', (
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    )
)
FROM (
    SELECT relname ~ '^(accounts|advice|alerts|auth|axes|django|incidents|messaging|subscribers|zones)_' AS ours
    FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
) AS found;

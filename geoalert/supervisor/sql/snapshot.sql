-- One line of JSON: what a backup says of itself. The snapshot is pg_dump's as long as this transaction lasts.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT json_build_object(
    'snapshot', pg_export_snapshot(),
    'made_at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'server', current_setting('server_version'),
    'migrations', (
        SELECT json_object_agg(app, names)
        FROM (SELECT app, json_agg(name ORDER BY id) AS names FROM django_migrations GROUP BY app) AS applied
    ),
    'counts', json_build_object(
        'subscribers', (SELECT count(*) FROM subscribers_subscriber),
        'contacts', (SELECT count(*) FROM subscribers_contact),
        'stopped', (SELECT count(*) FROM messaging_suppression),
        'incidents', (SELECT count(*) FROM incidents_incident),
        'alerts', (SELECT count(*) FROM alerts_alert),
        'sendings', (SELECT count(*) FROM messaging_sending),
        'deliveries', (SELECT count(*) FROM messaging_delivery),
        'journal', (SELECT count(*) FROM accounts_journalentry)
    )
);

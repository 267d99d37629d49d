-- After the dump, in its transaction: nobody ever sees these data without the row that holds everything back.
SET search_path = public;
DELETE FROM messaging_standstill WHERE released_at IS NULL;
INSERT INTO messaging_standstill (began_at, snapshot_at) VALUES (clock_timestamp(), :'snapshot_at');
-- A STOP outlives the accident.
INSERT INTO messaging_suppression (channel, address_hash, why, since)
SELECT channel, address_hash, why, since FROM kept_stops
ON CONFLICT DO NOTHING;
-- Numbers given after the backup are known outside: a late receipt, or a gateway that knows a reference
-- already, must never mistake a new delivery for a lost one. Nobody counts to a thousand million in between.
DO $$
DECLARE
    sequence regclass;
BEGIN
    FOR sequence IN SELECT seqrelid FROM pg_sequence WHERE seqrelid::regclass::text LIKE 'messaging\_%' LOOP
        EXECUTE format('SELECT setval(%L, last_value + 1000000000) FROM %s', sequence, sequence);
    END LOOP;
END
$$;

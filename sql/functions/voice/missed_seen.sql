-- missed_seen: an account looks at its call log: nothing is missed any more, on all of its pages. Outcomes: ok (body: missed_get).
-- Keys: calls (the owner), command.
CREATE OR REPLACE FUNCTION voice.missed_seen(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now CONSTANT timestamptz := ops.clock();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	UPDATE voice.missed AS m SET seen_at = greatest(m.seen_at, at_now)
	WHERE m.tenant = missed_seen.tenant AND m.owner = missed_seen.owner AND m.side = missed_seen.side;
	PERFORM voice.missed_count(tenant, owner, side, at_now);
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', voice.missed_get(tenant, owner, side)));
END $$;

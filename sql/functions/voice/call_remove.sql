-- call_remove: an account forgets a call. Not one that is under way. Keys: calls (the owner), command.
-- Outcomes: ok, not_found, call_under_way.
CREATE OR REPLACE FUNCTION voice.call_remove(command bytea, fingerprint bytea, tenant bigint, owner bigint, side text, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	l voice.call_log;
	outcome text := 'ok';
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('calls', tenant, owner::text));
	END IF;
	SELECT * INTO l FROM voice.call_log AS r WHERE r.tenant = call_remove.tenant AND r.id = call_remove.id
		AND r.owner = call_remove.owner AND r.side = call_remove.side;
	IF NOT FOUND THEN
		outcome := 'not_found';
	ELSIF l.ended_at IS NULL THEN
		outcome := 'call_under_way';
	ELSE
		INSERT INTO voice.call_gone (tenant, owner, side, call, at) VALUES (l.tenant, l.owner, l.side, l.call, ops.clock())
		ON CONFLICT DO NOTHING;
		DELETE FROM voice.call_log AS r WHERE r.tenant = l.tenant AND r.id = l.id;
		IF l.missed THEN
			PERFORM voice.missed_count(l.tenant, l.owner, l.side, NULL);
		END IF;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, NULL));
END $$;

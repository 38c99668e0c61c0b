-- check_put: what a page found about itself as a phone takes the place of what was found before.
-- Keys: phone (the user), command. Outcomes: ok, invalid (no such problem of that step).
CREATE OR REPLACE FUNCTION voice.check_put(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_side text, agent text,
	browser text, microphone text, socket text, media text, socket_ms bigint, round_trip_ms bigint, jitter_ms bigint, loss_percent bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	wrong text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('phone', tenant, actor::text));
	END IF;
	SELECT s.name INTO wrong FROM (VALUES ('browser', browser), ('microphone', microphone), ('socket', socket), ('media', media)) AS s (name, found)
	WHERE s.found NOT IN ('good', 'untested') AND NOT EXISTS (SELECT FROM voice.check_problems() AS p WHERE p.step = s.name AND p.problem = s.found)
	LIMIT 1;
	IF wrong IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'invalid', ops.wrong_field(wrong, 'Is no problem of this step.')));
	END IF;
	INSERT INTO voice.phone_check AS c (tenant, owner, side, at, agent, browser, microphone, socket, media, socket_ms, round_trip_ms, jitter_ms, loss_percent)
	VALUES (tenant, actor, actor_side, ops.clock(), agent, browser, microphone, socket, media, socket_ms, round_trip_ms, jitter_ms, loss_percent)
	ON CONFLICT ON CONSTRAINT phone_check_pkey DO UPDATE SET at = EXCLUDED.at, agent = EXCLUDED.agent, browser = EXCLUDED.browser, microphone = EXCLUDED.microphone,
		socket = EXCLUDED.socket, media = EXCLUDED.media, socket_ms = EXCLUDED.socket_ms, round_trip_ms = EXCLUDED.round_trip_ms,
		jitter_ms = EXCLUDED.jitter_ms, loss_percent = EXCLUDED.loss_percent;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', voice.check_json(tenant, actor, actor_side)));
END $$;

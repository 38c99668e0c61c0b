-- phone_token_use: a token's one use, by the login that it was made for. Answers {"name": under which the browser registers,
-- "ends_us": when its login ends}. Keys: phone (the user). Outcomes: ok, forbidden (there is no such token of this login (any more), or
-- the login has ended).
CREATE OR REPLACE FUNCTION voice.phone_token_use(tenant bigint, actor bigint, actor_side text, session bigint, hash bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	ends timestamptz;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('phone', tenant, actor::text));
	END IF;
	DELETE FROM voice.phone_token AS t WHERE t.hash = phone_token_use.hash AND t.tenant = phone_token_use.tenant AND t.owner = actor
		AND t.side = actor_side AND t.session = phone_token_use.session RETURNING t.expires_at INTO ends;
	IF ends IS NULL OR ends <= ops.clock() OR NOT voice.browser_allowed(tenant, actor, actor_side, session) THEN
		RETURN ops.answer(mark, 'forbidden', NULL);
	END IF;
	RETURN ops.answer(mark, 'ok', (SELECT jsonb_build_object('name', voice.browser_name(actor, actor_side),
			'ends_us', (extract(epoch FROM s.expires_at) * 1000000)::bigint)
		FROM presence.v_session AS s WHERE s.tenant = phone_token_use.tenant AND s.id = phone_token_use.session));
END $$;

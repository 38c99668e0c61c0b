-- browser_put: a browser (of a socket that the process `boot` of `instance` holds) has registered: it is reached at `contact`, by its
-- socket's own connection `source`, until `expires_at`, an hour at most.
-- Keys: browser. Outcomes: ok, not_found (its login or licence has ended), invalid (expires_at is past).
CREATE OR REPLACE FUNCTION voice.browser_put(tenant bigint, id bigint, owner bigint, side text, session bigint, contact text, source text,
	agent text, instance text, boot bigint, expires_at timestamptz)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	at_now timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('browser', tenant, id::text));
	END IF;
	IF NOT voice.browser_allowed(tenant, owner, side, session) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF expires_at <= at_now THEN
		RETURN ops.answer(mark, 'invalid', ops.wrong_field('expires_at', 'Is past.'));
	END IF;
	INSERT INTO voice.browser AS b (tenant, id, owner, side, session, name, contact, source, agent, instance, boot, at, renewed_at, expires_at)
	VALUES (tenant, id, owner, side, session, voice.browser_name(owner, side), contact, source, agent, instance, boot, at_now, at_now,
		least(expires_at, at_now + interval '1 hour'))
	ON CONFLICT ON CONSTRAINT browser_pkey DO UPDATE SET contact = EXCLUDED.contact, agent = EXCLUDED.agent,
		renewed_at = EXCLUDED.renewed_at, expires_at = EXCLUDED.expires_at;
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

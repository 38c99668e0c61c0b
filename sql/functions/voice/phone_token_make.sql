-- phone_token_make: what opens one socket of this login, within 30 s, and renews one that is open. `hash`: of the token; `token`: itself,
-- sealed for (tenant, id), for the answer only. At most 20 of a login wait to be used.
-- Keys: phone (the user), command. Outcomes: created, no_licence, too_many.
CREATE OR REPLACE FUNCTION voice.phone_token_make(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_side text,
	session bigint, id bigint, hash bytea, token bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 20;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	outcome text := 'created';
	body jsonb;
	ends timestamptz;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('phone', tenant, actor::text));
	END IF;
	IF NOT voice.browser_allowed(tenant, actor, actor_side, session) THEN
		outcome := 'no_licence';
	ELSIF (SELECT count(*) FROM voice.phone_token AS t WHERE t.tenant = phone_token_make.tenant AND t.session = phone_token_make.session
		AND t.expires_at > ops.clock()) >= most THEN
		outcome := 'too_many';
	ELSE
		ends := ops.clock() + interval '30 seconds';
		INSERT INTO voice.phone_token (hash, tenant, session, owner, side, expires_at) VALUES (hash, tenant, session, actor, actor_side, ends);
		SELECT jsonb_build_object('id', phone_token_make.id::text, 'token', ops.box_json(token), 'expires_at', ops.rfc3339(ends),
			'username', voice.browser_name(actor, actor_side), 'name', u.name, 'phone_mode', u.phone_mode)
		INTO body FROM directory.v_user AS u WHERE u.tenant = phone_token_make.tenant AND u.id = actor;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, body));
END $$;

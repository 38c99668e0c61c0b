-- identity_resolve: who it is that a provider vouches for. The first login links the user of that name to the
-- provider's subject; from then on the subject decides, whatever the name is there. Where the provider
-- says so, a user who is not there is made: an agent with a seat, who can log in by it alone. A name links and makes only
-- where users can't choose it: an e-mail address (the caller has seen that it is verified), or a claim that an administrator
-- trusts.
-- Outcomes: ok (body: user), claim_untrusted, unknown_user, identity_taken (the user of that name is somebody else's
-- account there). Keys: config.
CREATE OR REPLACE FUNCTION presence.identity_resolve(tenant bigint, provider bigint, subject text, username text, name text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	p directory.identity_provider;
	who bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	SELECT i.user_id INTO who FROM directory.identity AS i WHERE i.tenant = identity_resolve.tenant
		AND i.provider = identity_resolve.provider AND i.subject = identity_resolve.subject;
	IF FOUND THEN
		RETURN ops.answer(mark, 'ok', jsonb_build_object('user', who::text));
	END IF;
	SELECT * INTO p FROM directory.identity_provider AS x
	WHERE x.tenant = identity_resolve.tenant AND x.id = identity_resolve.provider AND NOT x.disabled;
	IF p.claim <> 'email' AND NOT p.claim_trusted THEN
		RETURN ops.answer(mark, 'claim_untrusted', NULL);
	END IF;
	SELECT u.id INTO who FROM directory.app_user AS u
	WHERE u.tenant = p.tenant AND u.username = lower(identity_resolve.username) AND u.role <> 'operator'
		AND identity_resolve.username ~ '^[ -~]+$'; -- lower() makes a "k" of the Kelvin sign
	IF who IS NULL AND COALESCE(p.auto_create, false) AND identity_resolve.username ~ '^[ -~]+$'
		AND NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.username = lower(identity_resolve.username)) THEN
		-- No password has this hash: nobody logs in by one until an administrator sets it.
		who := directory.user_create(tenant, username, left(COALESCE(NULLIF(btrim(name), ''), username), 200), '!', 'agent', true, false, NULL);
		PERFORM ops.audit_add(tenant, NULL, 'rule', 'user_create', 8, who,
			jsonb_build_object('resource', 'user', 'identity_provider', provider::text));
	ELSIF who IS NULL THEN
		RETURN ops.answer(mark, 'unknown_user', NULL);
	ELSIF EXISTS (SELECT FROM directory.identity AS i WHERE i.tenant = identity_resolve.tenant
		AND i.provider = identity_resolve.provider AND i.user_id = who) THEN
		RETURN ops.answer(mark, 'identity_taken', NULL);
	END IF;
	INSERT INTO directory.identity (tenant, provider, subject, user_id, linked_at) VALUES (tenant, provider, subject, who, ops.clock());
	PERFORM ops.audit_add(tenant, who, 'rule', 'identity_link', 8, who,
		jsonb_build_object('resource', 'user', 'identity_provider', provider::text));
	RETURN ops.answer(mark, 'ok', jsonb_build_object('user', who::text));
END $$;

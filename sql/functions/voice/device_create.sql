-- device_create: a new phone of a user (null: of who asks). `secret`: the hash of name, realm and password, sealed for (tenant, id);
-- `password`: itself, sealed, for the answer only. At most 10 a user.
-- Keys: devices (the user), command. Outcomes: created, forbidden, unknown_reference, invalid, too_many.
CREATE OR REPLACE FUNCTION voice.device_create(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	actor_side text, id bigint, user_id bigint, side text, label text, username text, algorithm text, secret bytea, password bytea,
	realm text, servers text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 10;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	whose CONSTANT bigint := COALESCE(user_id, actor);
	u record;
	outcome text := 'created';
	body jsonb;
	at_now timestamptz;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('devices', tenant, whose::text));
	END IF;
	SELECT v.has_work, v.has_seat INTO u FROM directory.v_user AS v
	WHERE v.tenant = device_create.tenant AND v.id = whose AND v.role <> 'operator';
	IF NOT voice.device_seen(whose, side, actor, actor_role, actor_side) THEN
		outcome := 'forbidden';
	ELSIF u IS NULL THEN
		outcome := 'unknown_reference';
		body := ops.wrong_field('user_id', 'There is no such user.');
	ELSIF NOT (CASE side WHEN 'work' THEN u.has_work ELSE u.has_seat END) THEN
		outcome := 'invalid';
		body := ops.wrong_field('side', CASE side WHEN 'work' THEN 'This user has no Work licence.' ELSE 'This user has no seat.' END);
	ELSIF (SELECT count(*) FROM voice.device AS d WHERE d.tenant = device_create.tenant AND d.owner = whose) >= most THEN
		outcome := 'too_many';
	ELSE
		at_now := ops.clock();
		INSERT INTO voice.device (tenant, id, owner, side, label, username, algorithm, secret, made_at, rotated_at)
		VALUES (tenant, id, whose, side, label, username, algorithm, secret, at_now, at_now);
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'device_create', 8, id,
			jsonb_build_object('user', whose::text, 'side', side, 'algorithm', algorithm));
		body := voice.device_shown(tenant, id, realm, servers, password);
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome, body));
END $$;

-- upload_begin: a user is going to give a file of so many bytes: row first, as pending (rule 29).
-- Outcomes: ok, file_too_large (more than the tenant allows), too_many (unattached ones of this user). Keys: uploads (the user), command.
CREATE OR REPLACE FUNCTION messaging.upload_begin(command bytea, fingerprint bytea, tenant bigint, actor bigint, side text,
	name text, bytes bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	loose_max CONSTANT integer := 20;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	problem text;
	made messaging.upload;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('uploads', tenant, actor::text));
	END IF;
	problem := messaging.upload_problem(tenant, actor, bytes, loose_max);
	IF problem IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, problem, NULL));
	END IF;
	INSERT INTO messaging.upload (tenant, user_id, side, purpose, name, bytes, state, at)
	VALUES (tenant, actor, side, 'file', name, bytes, 'pending', ops.clock())
	RETURNING * INTO made;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok',
		messaging.upload_json(made) || jsonb_build_object('part_bytes', 262144)));
END $$;

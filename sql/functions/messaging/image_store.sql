-- image_store: an image for formatted text, written anew by us: row and bytes in one commit.
-- Outcomes: ok, too_many. Keys: uploads (the user), file (the hash in hexadecimal), command.
CREATE OR REPLACE FUNCTION messaging.image_store(command bytea, fingerprint bytea, tenant bigint, actor bigint, side text, type text,
	sha256 bytea, bytes bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	loose_max CONSTANT integer := 20;
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	made messaging.upload;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('uploads', tenant, actor::text));
	END IF;
	IF messaging.upload_problem(tenant, actor, 1, loose_max) IS NOT NULL THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'too_many', NULL));
	END IF;
	INSERT INTO messaging.upload (tenant, user_id, side, purpose, name, bytes, state, type, file, at)
	VALUES (tenant, actor, side, 'inline_image', 'image', length(bytes), 'stored', type,
		messaging.file_store(tenant, sha256, bytes), ops.clock())
	RETURNING * INTO made;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.upload_json(made)));
END $$;

-- upload_part_store: the n-th 256 KiB of a file, from its uploader; the type is that of the first ones. The same part again replaces
-- it, so that a repetition needs no memory.
-- Outcomes: ok, not_found, upload_ended, file_too_large (more than was declared), upload_part_wrong (not of its length). Keys: upload.
CREATE OR REPLACE FUNCTION messaging.upload_part_store(command bytea, fingerprint bytea, tenant bigint, actor bigint, side text,
	id bigint, n bigint, bytes bytea, type text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	chunk CONSTANT bigint := 262144;
	mark bigint := ops.mark();
	u messaging.upload;
	outcome text := 'ok';
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('upload', tenant, id::text));
	END IF;
	SELECT * INTO u FROM messaging.upload AS r WHERE r.tenant = upload_part_store.tenant AND r.id = upload_part_store.id
		AND r.user_id = actor AND r.side = upload_part_store.side;
	IF NOT FOUND THEN
		outcome := 'not_found';
	ELSIF u.state <> 'pending' THEN
		outcome := 'upload_ended';
	ELSIF n * chunk + length(bytes) > u.bytes THEN
		outcome := 'file_too_large';
	ELSIF length(bytes) <> least(chunk, u.bytes - n * chunk) THEN
		outcome := 'upload_part_wrong';
	END IF;
	IF outcome = 'ok' THEN
		DELETE FROM messaging.upload_part AS p WHERE p.tenant = upload_part_store.tenant AND p.upload = upload_part_store.id
			AND p.n = upload_part_store.n;
		INSERT INTO messaging.upload_part (tenant, upload, n, bytes) VALUES (tenant, id, n, bytes);
		UPDATE messaging.upload AS r SET type = upload_part_store.type
		WHERE r.tenant = u.tenant AND r.id = u.id AND n = 0;
	END IF;
	RETURN ops.answer(mark, outcome, NULL);
END $$;

-- upload_end: all parts are there: they become a file, kept once by content and tenant; which is looked at first where `scan` says so.
-- Outcomes: ok, not_found, upload_incomplete, moved. Keys: upload, file (the hash in hexadecimal), command.
CREATE OR REPLACE FUNCTION messaging.upload_end(command bytea, fingerprint bytea, tenant bigint, actor bigint, side text, id bigint,
	scan boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	u messaging.upload;
	all_ bytea;
	hash bytea;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('upload', tenant, id::text));
	END IF;
	SELECT * INTO u FROM messaging.upload AS r WHERE r.tenant = upload_end.tenant AND r.id = upload_end.id
		AND r.user_id = actor AND r.side = upload_end.side;
	IF NOT FOUND THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF u.state <> 'pending' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.upload_json(u)));
	END IF;
	SELECT string_agg(p.bytes, ''::bytea ORDER BY p.n) INTO all_ FROM messaging.upload_part AS p
	WHERE p.tenant = u.tenant AND p.upload = u.id;
	IF length(all_) IS DISTINCT FROM u.bytes::integer THEN -- each part has its place's length, so none is missing
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'upload_incomplete', NULL));
	END IF;
	hash := sha256(all_);
	IF NOT ops.keys_held(ARRAY[ops.key('file', tenant, encode(hash, 'hex'))]) THEN
		RETURN ops.moved(ARRAY[ops.key('file', tenant, encode(hash, 'hex'))]);
	END IF;
	UPDATE messaging.upload AS r SET file = messaging.file_store(u.tenant, hash, all_),
		state = CASE WHEN scan THEN 'scanning' ELSE 'stored' END, due_at = CASE WHEN scan THEN ops.clock() END
	WHERE r.tenant = u.tenant AND r.id = u.id
	RETURNING * INTO u;
	DELETE FROM messaging.upload_part AS p WHERE p.tenant = u.tenant AND p.upload = u.id;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', messaging.upload_json(u)));
END $$;

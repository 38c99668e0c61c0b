-- fax_file_add: the file of a fax that came. Called by sms. Keys: file (the hash in hexadecimal).
CREATE OR REPLACE FUNCTION messaging.fax_file_add(tenant bigint, owner bigint, fax bigint, name text, type text, sha256 bytea, bytes bytea)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	INSERT INTO messaging.upload (tenant, user_id, side, purpose, name, bytes, state, type, file, position, at, fax)
	VALUES ($1, $2, 'work', 'file', $4, length($7), 'stored', $5, messaging.file_store($1, $6, $7), 1, ops.clock(), $3)
$$;

-- fax_files_copy: another fax of the same owner has the same files. Called by sms.
CREATE OR REPLACE FUNCTION messaging.fax_files_copy(tenant bigint, from_ bigint, to_ bigint)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	INSERT INTO messaging.upload (tenant, user_id, side, purpose, name, bytes, state, type, file, position, at, fax)
	SELECT u.tenant, u.user_id, u.side, u.purpose, u.name, u.bytes, u.state, u.type, u.file, u.position, ops.clock(), $3
	FROM messaging.upload AS u WHERE u.tenant = $1 AND u.fax = $2 AND u.state = 'stored'
$$;

-- forwarding_get: what becomes of calls to a user's Work phone that nobody answers (SP-9); null: no Work licence. Read.
CREATE OR REPLACE FUNCTION directory.forwarding_get(tenant bigint, user_id bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('forward_delay_s', u.forward_delay_s, 'forward_then', u.forward_then, 'forward_number', u.forward_number,
		'work_number', u.work_number, 'work_extension', u.work_extension)
	FROM directory.app_user AS u WHERE u.tenant = $1 AND u.id = $2 AND u.has_work
$$;

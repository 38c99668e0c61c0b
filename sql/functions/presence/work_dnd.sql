-- work_dnd: whether a user wants no calls at Work now (do not disturb), on whatever device: also when none of their pages is open. Called by voice. Read.
CREATE OR REPLACE FUNCTION presence.work_dnd(tenant bigint, user_ bigint)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM presence.work_status AS s
		WHERE s.tenant = $1 AND s.user_id = $2 AND s.status = 'dnd' AND (s.until IS NULL OR s.until > ops.clock()))
$$;

-- group_held: queues that add this agent group in a step of widening. Internal, called by directory.
CREATE OR REPLACE FUNCTION routing.group_held(tenant bigint, group_id bigint)
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT count(*) FROM routing.queue AS q
	WHERE q.tenant = $1 AND q.widening @> jsonb_build_array(jsonb_build_object('add_group', $2::text))
$$;

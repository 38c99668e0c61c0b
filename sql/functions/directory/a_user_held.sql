-- a_user_held: what tells of a user though no foreign key does: whoever has worked is disabled, not deleted.
CREATE OR REPLACE FUNCTION directory.a_user_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'session', count(*) FROM presence.session AS s WHERE s.tenant = $1 AND s.user_id = $2
	UNION ALL
	SELECT 'status', count(*) FROM presence.agent_status AS a WHERE a.tenant = $1 AND a.agent = $2
$$;

-- supervised: the agents of the groups that someone supervises.
CREATE OR REPLACE FUNCTION routing.supervised(tenant bigint, supervisor bigint)
RETURNS TABLE (agent bigint)
LANGUAGE sql STABLE
AS $$
	SELECT u.id FROM directory.v_supervision AS s
	JOIN directory.v_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
	WHERE s.tenant = $1 AND s.supervisor = $2
$$;

-- a_agent_group_held: what names this group where no foreign key tells: queues that add it in a step of widening, channels
-- that it may begin texts from.
CREATE OR REPLACE FUNCTION directory.a_agent_group_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'queue', routing.group_held($1, $2)
	UNION ALL
	SELECT 'channel', count(*) FROM directory.channel AS c WHERE c.tenant = $1 AND $2 = ANY (c.group_ids)
$$;

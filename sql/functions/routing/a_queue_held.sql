-- a_queue_held: open interactions of this queue, which no foreign key tells (rule 24).
CREATE OR REPLACE FUNCTION routing.a_queue_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'interaction', count(*) FROM routing.interaction AS i WHERE i.tenant = $1 AND i.queue = $2 AND i.state <> 'ended'
$$;

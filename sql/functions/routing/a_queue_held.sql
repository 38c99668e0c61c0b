-- a_queue_held: open interactions, dispositions and canned messages of this queue, which no foreign key tells (rule 24).
CREATE OR REPLACE FUNCTION routing.a_queue_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$
	SELECT 'interaction', count(*) FROM routing.interaction AS i WHERE i.tenant = $1 AND i.queue = $2 AND i.state <> 'ended'
	UNION ALL
	SELECT 'disposition', count(*) FROM routing.disposition AS d WHERE d.tenant = $1 AND $2 = ANY (d.queue_ids)
	UNION ALL
	SELECT 'canned_message', count(*) FROM directory.v_canned_message AS m WHERE m.tenant = $1 AND $2 = ANY (m.queue_ids)
$$;

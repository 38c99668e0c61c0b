-- queue_waiting: {"waiting", "oldest_since"} of a queue; counts waiting and offered, to 10,000.
CREATE OR REPLACE FUNCTION routing.queue_waiting(tenant bigint, queue bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('waiting', count(*), 'oldest_since', ops.rfc3339(min(w.entered_at)))
		FROM (SELECT i.entered_at FROM routing.interaction AS i
			WHERE i.tenant = $1 AND i.queue = $2 AND i.state IN ('waiting', 'offered') AND i.state <> 'ended'
			ORDER BY i.id LIMIT 10000) AS w);
END $$;

-- disposition_required: whether an interaction of this queue needs a disposition: as the queue says, else as the organisation does.
-- Where there is none to choose, none is needed; nor of what is in no queue, which has no wrap-up.
CREATE OR REPLACE FUNCTION routing.disposition_required(tenant bigint, queue bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN $2 IS NOT NULL AND COALESCE((SELECT q.disposition_required FROM routing.queue AS q WHERE q.tenant = $1 AND q.id = $2),
			(SELECT t.disposition_required FROM directory.v_tenant AS t WHERE t.id = $1), false)
		AND EXISTS (SELECT FROM routing.disposition AS d WHERE d.tenant = $1 AND NOT d.disabled
			AND (d.queue_ids = '{}' OR $2 = ANY (d.queue_ids)));
END $$;

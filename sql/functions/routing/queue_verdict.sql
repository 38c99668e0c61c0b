-- queue_verdict: why an interaction can't be put into this queue by hand; null: it can. A closed one might end it.
CREATE OR REPLACE FUNCTION routing.queue_verdict(i routing.interaction, q routing.queue, clock timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN q.id = i.queue THEN 'same_queue'
		WHEN (q.medium = 'voice') <> (i.medium = 'voice') THEN 'medium'
		WHEN NOT routing.schedule_open(q.tenant, q.schedule_id, clock) THEN 'closed' END;
END $$;

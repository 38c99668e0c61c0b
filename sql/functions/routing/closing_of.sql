-- closing_of: what a queue's closing does now to an interaction that waits in it: 'text', 'overflow',
-- 'end', 'voicemail', or null: nothing (RT-8). One that an agent had accepted is never ended by it (SMS-7): the
-- customer is told, and it waits; but a call is: its caller would wait for nobody. Overflow goes into an open queue only.
CREATE OR REPLACE FUNCTION routing.closing_of(q routing.queue, i routing.interaction, clock timestamptz)
RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE
		WHEN q.closing = 'keep' OR i.state <> 'waiting' OR routing.schedule_open(q.tenant, q.schedule_id, clock) THEN NULL
		WHEN q.closing = 'overflow' THEN (SELECT 'overflow' FROM routing.queue AS t
			WHERE t.tenant = q.tenant AND t.id = q.overflow_queue AND t.medium = q.medium AND routing.schedule_open(t.tenant, t.schedule_id, clock))
		WHEN q.closing IN ('end', 'voicemail') AND (i.former_agent IS NULL OR i.medium = 'voice') THEN q.closing
		WHEN q.closing_text IS NOT NULL AND NOT i.closing_told THEN 'text' END
$$;

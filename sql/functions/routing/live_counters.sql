-- live_counters: a queue's counters of the quarters between two moments, with waiting_late: who entered in them, waits
-- still and has waited longer than the queue's time. Read.
CREATE OR REPLACE FUNCTION routing.live_counters(tenant bigint, queue bigint, since timestamptz, clock timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	late bigint := (SELECT count(*) FROM routing.interaction AS i JOIN routing.queue AS q ON q.tenant = i.tenant AND q.id = i.queue
		WHERE i.tenant = $1 AND i.queue = $2 AND i.state <> 'ended' AND i.state IN ('waiting', 'offered') AND i.answered_at IS NULL
			AND i.queued_at >= since AND clock - i.queued_at > q.service_ms * interval '1 millisecond');
BEGIN
	RETURN COALESCE((SELECT v.counters FROM routing.report_volume(tenant, 'queue', since, clock, ARRAY[queue], NULL) AS v),
		(SELECT jsonb_object_agg(c.name, 0) FROM routing.counters('queue') AS c)) || jsonb_build_object('waiting_late', late);
END $$;

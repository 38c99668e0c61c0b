-- live_counters: a queue's counters of the quarters between two moments, with what still goes on (queue_now). Read.
CREATE OR REPLACE FUNCTION routing.live_counters(tenant bigint, queue bigint, since timestamptz, clock timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT c.counters || jsonb_build_object('waiting_late', n.waiting_late, 'turns_open', n.turns_open, 'turns_open_ms', n.turns_open_ms)
		FROM routing.queue_counters($1, ARRAY[$2], $3, $4) AS c CROSS JOIN routing.queue_now($1, ARRAY[$2], $3, $4) AS n);
END $$;

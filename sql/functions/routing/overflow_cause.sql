-- overflow_cause: why what waits overflows now (RT-9): 'unstaffed', 'waiting_time', 'length', or null. `place`: its
-- place in its queue, the first is 1. A closed queue does what its closing says instead (RT-8).
CREATE OR REPLACE FUNCTION routing.overflow_cause(q routing.queue, i routing.interaction, place bigint, staffed boolean, clock timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN q.overflow_action IS NULL OR i.state <> 'waiting' THEN NULL
		WHEN q.overflow_unstaffed AND NOT staffed THEN 'unstaffed'
		WHEN i.entered_at + q.overflow_after_ms * interval '1 millisecond' <= clock THEN 'waiting_time'
		WHEN place > q.overflow_length THEN 'length' END
$$;

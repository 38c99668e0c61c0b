-- recount_queues: queue_interval counted anew, stay by stay (routing.stays); `without` the lines of these
-- batches. Read.
CREATE OR REPLACE FUNCTION routing.recount_queues(tenant bigint, since timestamptz, until timestamptz,
	without timestamptz[] DEFAULT '{}')
RETURNS SETOF routing.queue_interval
LANGUAGE sql STABLE
AS $$
	SELECT $1, s.queue, s.channel, routing.quarter(s.began), count(*), count(*) FILTER (WHERE s.answered),
		count(*) FILTER (WHERE s.answered AND s.wait_ms <= s.target_ms), count(*) FILTER (WHERE s.abandoned),
		count(*) FILTER (WHERE s.abandoned AND s.wait_ms <= s.target_ms), count(*) FILTER (WHERE s.abandoned AND s.wait_ms <= s.short_ms),
		count(*) FILTER (WHERE s.gone AND NOT s.answered AND NOT s.abandoned), COALESCE(sum(s.wait_ms) FILTER (WHERE s.answered), 0)::bigint,
		COALESCE(sum(s.wait_ms) FILTER (WHERE s.abandoned), 0)::bigint, count(*) FILTER (WHERE s.gone AND s.answered),
		COALESCE(sum(s.talk_ms) FILTER (WHERE s.gone AND s.answered), 0)::bigint,
		COALESCE(sum(s.wrap_ms) FILTER (WHERE s.gone AND s.answered), 0)::bigint
	FROM routing.stays($1, $2, $3, $4) AS s
	GROUP BY 2, 3, 4
$$;

-- recount_texts: text_interval counted anew from the messages themselves, without the feed; `without` those of these
-- batches. Read.
CREATE OR REPLACE FUNCTION routing.recount_texts(tenant bigint, since timestamptz, until timestamptz, without timestamptz[] DEFAULT '{}')
RETURNS SETOF routing.text_interval
LANGUAGE sql STABLE
AS $$
	SELECT $1, routing.quarter(m.taken_at), m.channel, m.queue, m.agent, m.country, m.price_class,
		count(*) FILTER (WHERE m.direction = 'out'), COALESCE(sum(m.segments) FILTER (WHERE m.direction = 'out'), 0),
		count(*) FILTER (WHERE m.direction = 'in'), COALESCE(sum(m.segments) FILTER (WHERE m.direction = 'in'), 0)
	FROM messaging.v_text AS m
	WHERE m.tenant = $1 AND m.taken_at >= $2 AND m.taken_at < $3 AND m.taken_at <> ALL ($4)
		AND m.at BETWEEN $2 - interval '35 days' AND $3 + interval '1 hour'
	GROUP BY 2, 3, 4, 5, 6, 7
$$;

-- agent_work: what agents did between two moments, as spans cut to them: 'talk', 'wrap_up', and 'ring' of offers
-- that were accepted; also what still goes on. Read.
CREATE OR REPLACE FUNCTION routing.agent_work(tenant bigint, since timestamptz, until timestamptz)
RETURNS TABLE (agent bigint, kind text, span tstzrange)
LANGUAGE sql STABLE
AS $$
	SELECT w.agent, w.kind, tstzrange(greatest(w.began, $2), least(w.ended, $3))
	FROM (
		SELECT h.was_agent AS agent, CASE h.was_state WHEN 'assigned' THEN 'talk' ELSE 'wrap_up' END AS kind, h.was_at AS began, h.moment AS ended
		FROM routing.history AS h
		-- `at` is the batch's time, a little before the moment
		WHERE h.tenant = $1 AND h.at >= $2 - interval '1 minute' AND h.moment > $2 AND h.was_at < $3 AND h.was_state IN ('assigned', 'wrap_up')
		UNION ALL
		SELECT o.agent, 'ring', o.made_at, o.ended_at
		FROM routing.offer AS o
		WHERE o.tenant = $1 AND o.ended_at > $2 AND o.made_at < $3 AND o.state = 'accepted'
		UNION ALL
		SELECT i.agent, CASE i.state WHEN 'assigned' THEN 'talk' ELSE 'wrap_up' END, i.state_at, 'infinity'
		FROM routing.interaction AS i
		WHERE i.tenant = $1 AND i.state IN ('assigned', 'wrap_up') AND i.state_at < $3) AS w
	WHERE w.agent IS NOT NULL
$$;

-- queue_why: why an agent does not get what waits in a queue of theirs, in words, and what is just being offered; null: nothing waits.
CREATE OR REPLACE FUNCTION routing.queue_why(q routing.queue, agent bigint, clock timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT string_agg(c.n || CASE c.verdict
			WHEN 'offered' THEN ' being offered to somebody' ELSE ' waiting: ' || CASE c.verdict
			WHEN 'eligible' THEN 'could be offered; first comes who has the higher level, more room, or waited longer'
			WHEN 'skill' THEN 'a skill is lacking'
			WHEN 'level' THEN 'a skill''s level is too low'
			WHEN 'cool_down' THEN 'missed, rejected or given away a moment ago'
			WHEN 'status' THEN 'not Available'
			WHEN 'lease' THEN 'not connected'
			WHEN 'capacity' THEN 'no room left'
			ELSE replace(c.verdict, '_', ' ') END END, '; ' ORDER BY c.n DESC, c.verdict) || '.'
		FROM (SELECT w.verdict, count(*) AS n FROM (SELECT CASE i.state WHEN 'offered' THEN 'offered'
				ELSE routing.agent_verdict(i, q, queue_why.agent, clock) END AS verdict
			FROM routing.interaction AS i WHERE i.tenant = q.tenant AND i.queue = q.id AND i.state IN ('waiting', 'offered')
			ORDER BY i.id LIMIT 100) AS w GROUP BY w.verdict) AS c);
END $$;

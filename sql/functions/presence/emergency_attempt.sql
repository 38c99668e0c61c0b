-- emergency_attempt: the number that an agent dialled last, and when somebody answered: that call, a call back, or another call to that number which
-- went on when the last one began. answered_at null: nobody has. No row: they dialled none. Of the calls' facts alone, in whatever order those were stored.
CREATE OR REPLACE FUNCTION presence.emergency_attempt(tenant bigint, agent bigint)
RETURNS TABLE (number text, answered_at timestamptz)
LANGUAGE sql STABLE ROWS 1
AS $$
	SELECT d.number, (SELECT max(o.answered_at) FROM presence.emergency_call AS o WHERE o.tenant = d.tenant AND o.agent = d.agent
		AND (o.call = d.call OR (o.call_back OR o.number = d.number) AND COALESCE(o.ended_at >= d.begun_at, true)))
	FROM presence.emergency_call AS d
	WHERE d.tenant = $1 AND d.agent = $2 AND NOT d.call_back
	ORDER BY d.begun_at DESC, d.call DESC LIMIT 1
$$;

-- may_take: whether an interaction waits in a queue that the agent serves: then they may take it without an offer (SMS-10).
CREATE OR REPLACE FUNCTION routing.may_take(i routing.interaction, agent bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN i.state = 'waiting' AND EXISTS (SELECT FROM routing.queue AS q
		WHERE q.tenant = i.tenant AND q.id = i.queue AND routing.serves(q, agent, i.entered_at, ops.clock()));
END $$;

-- say_problem: why an account can't say this in an internal conversation now; null: it can. `verdict`: what the matrix says.
-- account: who asks; speaker: as which account they take part.
CREATE OR REPLACE FUNCTION messaging.say_problem(c messaging.conversation, account bigint, speaker messaging.party, other bigint,
	verdict text, text text, html text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN speaker.account IS NULL OR speaker.role = 'invited' THEN 'not_found'
		WHEN account < 0 AND speaker.account > 0
			AND messaging.verdict('in_work', 'agent', messaging.side_of(other)) <> 'ok' THEN 'read_only'
		WHEN account > 0 AND NOT presence.logged_in(c.tenant, account) THEN 'not_logged_in'
		WHEN verdict NOT IN ('ok', 'work_only') THEN verdict
		WHEN NOT messaging.is_current(c) THEN 'conversation_closed'
		WHEN html IS NOT NULL AND (account < 0 OR messaging.may(c.tenant, speaker.account, other, 'format') <> 'ok') THEN 'plain_only'
		WHEN length(COALESCE(text, '')) NOT BETWEEN 1 AND 4000 THEN 'invalid' END;
END $$;

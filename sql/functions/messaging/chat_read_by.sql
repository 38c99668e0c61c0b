-- chat_read_by: whether an account reads an internal conversation: its parties; an agent chat in the workspace only while it
-- goes on, in its user's Work app always; and a supervisor who looks at it now (watch).
CREATE OR REPLACE FUNCTION messaging.chat_read_by(c messaging.conversation, account bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	p messaging.party := messaging.party_of(c.tenant, c.id, account);
BEGIN
	RETURN COALESCE(p.role <> 'invited' AND (c.kind <> 'agent' OR account < 0 OR messaging.is_current(c)), false)
		OR messaging.is_watched(c, account);
END $$;

-- chat_monitors_ended: the supervisors who could read all of an agent chat that has ended, when the last of it was said or at its end. Null: monitoring
-- was off both times.
CREATE OR REPLACE FUNCTION messaging.chat_monitors_ended(c messaging.conversation)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	-- Of a logout, which leaves the row to chat_close.
	at_end CONSTANT bigint[] := CASE WHEN c.state = 'open' THEN (SELECT l.monitors FROM messaging.chat_left AS l
		WHERE l.tenant = c.tenant AND l.conversation = c.id ORDER BY l.at, l.account LIMIT 1) END;
BEGIN
	RETURN c.monitors || at_end;
END $$;

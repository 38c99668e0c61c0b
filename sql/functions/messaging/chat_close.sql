-- chat_close: an agent chat is over: its row is closed, both have left. Keys: chat_keys.
CREATE OR REPLACE FUNCTION messaging.chat_close(c messaging.conversation)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	readers bigint[];
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(VARIADIC messaging.chat_keys(c.tenant, c.number));
	END IF;
	readers := messaging.chat_monitors_ended(c) || CASE WHEN messaging.is_current(c) THEN messaging.chat_monitors(c) END;
	UPDATE messaging.party AS p SET current = false, left_at = COALESCE(p.left_at, clock), version = p.version + 1
	WHERE p.tenant = c.tenant AND p.conversation = c.id AND p.current;
	UPDATE messaging.conversation AS r
	SET state = 'closed', closed_at = greatest(clock, r.last_at), monitors = readers, version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id AND r.state = 'open'
	RETURNING r.* INTO c;
	INSERT INTO messaging.chat_monitor (tenant, account, conversation)
	SELECT DISTINCT c.tenant, a.account, c.id FROM unnest(c.monitors) AS a (account)
	ON CONFLICT DO NOTHING;
	DELETE FROM messaging.chat_left AS l WHERE l.tenant = c.tenant AND l.conversation = c.id;
	PERFORM ops.emit(c.tenant, 4, c.id, messaging.chat_version(c));
END $$;

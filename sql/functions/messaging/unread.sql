-- unread: how many messages an account has not read, at most 100: of others, and not what came for Work alone while its agent
-- was logged out (40-messaging: without alert).
CREATE OR REPLACE FUNCTION messaging.unread(c messaging.conversation, p messaging.party, account bigint)
RETURNS integer
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT count(*) FROM (SELECT FROM messaging.message AS m
		WHERE m.tenant = c.tenant AND m.conversation = c.id AND m.at BETWEEN c.opened_at AND c.last_at
			AND m.seq > CASE WHEN p.account = unread.account THEN p.read_seq ELSE greatest(p.read_seq, p.work_seq) END
			AND NOT (m.author = abs(p.account) AND m.side = messaging.side_of(p.account))
			AND NOT (COALESCE(m.work_only, false) AND account > 0)
		LIMIT 100) AS u);
END $$;

-- chat_version: an internal conversation's: the row's, which a logout does not touch, and how many have left an agent chat.
CREATE OR REPLACE FUNCTION messaging.chat_version(c messaging.conversation)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN c.version + CASE c.kind WHEN 'agent' THEN (SELECT count(*) FROM messaging.party AS p
		WHERE p.tenant = c.tenant AND p.conversation = c.id AND NOT p.current) ELSE 0 END;
END $$;

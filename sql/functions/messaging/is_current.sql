-- is_current: whether an internal conversation goes on: an agent chat until either ends it, logs out or is gone; a room until
-- it is archived.
CREATE OR REPLACE FUNCTION messaging.is_current(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN c.state = 'open' AND (c.kind <> 'agent' OR NOT EXISTS (SELECT FROM messaging.party AS p
		WHERE p.tenant = c.tenant AND p.conversation = c.id AND NOT p.current));
END $$;

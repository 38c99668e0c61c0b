-- room_full: whether a room has as many members and invited as it may: all are told by one message of the bus.
CREATE OR REPLACE FUNCTION messaging.room_full(c messaging.conversation)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT count(*) >= 250 FROM messaging.party AS p WHERE p.tenant = c.tenant AND p.conversation = c.id);
END $$;

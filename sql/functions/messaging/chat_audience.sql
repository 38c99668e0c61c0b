-- chat_audience: the accounts whose pages show an internal conversation, at most 250: its parties, an agent's own Work app, and
-- who watches. Of a room itself (not `late`) also who is invited. What comes into an agent chat that has ended (`late`: an erasure) is told to Work alone.
CREATE OR REPLACE FUNCTION messaging.chat_audience(c messaging.conversation, late boolean)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	pair bigint[] := messaging.pair_of(c.number);
BEGIN
	IF c.kind = 'room' THEN
		RETURN ARRAY(SELECT p.account FROM messaging.party AS p WHERE p.tenant = c.tenant AND p.conversation = c.id AND (p.role <> 'invited' OR NOT late)
			ORDER BY p.account LIMIT 250);
	END IF;
	RETURN CASE WHEN late AND NOT messaging.is_current(c) THEN '{}' ELSE pair END
		|| ARRAY(SELECT -u.id FROM directory.v_user AS u WHERE u.tenant = c.tenant AND u.id = ANY (pair) AND u.has_work AND u.has_seat)
		|| messaging.watchers(c);
END $$;

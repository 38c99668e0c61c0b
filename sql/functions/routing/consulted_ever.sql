-- consulted_ever: who was asked into an interaction and came, the last five.
CREATE OR REPLACE FUNCTION routing.consulted_ever(i routing.interaction)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ARRAY(SELECT o.agent FROM routing.offer AS o
		WHERE o.tenant = i.tenant AND o.interaction = i.id AND o.kind = 'consult' AND o.state = 'accepted'
		ORDER BY o.id DESC LIMIT 5);
END $$;

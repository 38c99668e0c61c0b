-- can_call_back: whether a customer can be called: their number is one that can be dialled. A caller who withheld theirs has none ("call:<call>"),
-- nor has a visitor of a web chat ("web:<chat>"); a sender of texts may have a name.
CREATE OR REPLACE FUNCTION routing.can_call_back(i routing.interaction)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM messaging.v_conversation AS c
		WHERE c.tenant = i.tenant AND c.id = i.conversation AND c.number ~ '^\+?[0-9]{3,20}$')
$$;

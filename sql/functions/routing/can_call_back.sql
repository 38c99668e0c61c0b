-- can_call_back: whether a customer can be called: not one who withheld their number.
CREATE OR REPLACE FUNCTION routing.can_call_back(i routing.interaction)
RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT i.medium <> 'voice' OR (SELECT c.number NOT LIKE 'call:%' FROM messaging.v_conversation AS c WHERE c.tenant = i.tenant AND c.id = i.conversation) $$;

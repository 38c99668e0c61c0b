-- case_keys: the lock keys (messaging.case_keys) of the case that the end of this interaction links it to: the given one, else that of its conversation, else
-- that of what it is linked to. None: it gets a new one.
CREATE OR REPLACE FUNCTION routing.case_keys(i routing.interaction, given_case bigint DEFAULT NULL)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN messaging.case_keys(i.tenant, COALESCE(given_case, (SELECT c.case_id FROM messaging.v_conversation AS c
		WHERE c.tenant = i.tenant AND c.id = i.conversation), routing.linked_case(i)));
END $$;
DROP FUNCTION IF EXISTS routing.case_key(routing.interaction, bigint); -- it knew of no customer

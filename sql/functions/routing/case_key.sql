-- case_key: the lock key of the case that the end of this interaction links it to: the given one, else that of its conversation, else
-- that of what it is linked to. Null: it gets a new one. Who holds it links nothing to a case that is being closed (case_update).
CREATE OR REPLACE FUNCTION routing.case_key(i routing.interaction, given_case bigint DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN ops.key('case', i.tenant, COALESCE(given_case, (SELECT c.case_id FROM messaging.v_conversation AS c
		WHERE c.tenant = i.tenant AND c.id = i.conversation), routing.linked_case(i))::text);
END $$;

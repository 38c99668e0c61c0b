-- case_keys: the lock keys of the case that the end of this interaction links it to, and of the case's customer: the given case, else that of its conversation, else
-- that of what it is linked to. None: it gets a new one. Who holds them links nothing to a case that is being closed (case_update) or that becomes another customer's
-- (customer_merge, customer_unmerge).
CREATE OR REPLACE FUNCTION routing.case_keys(i routing.interaction, given_case bigint DEFAULT NULL)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	case_id CONSTANT bigint := COALESCE(given_case, (SELECT c.case_id FROM messaging.v_conversation AS c
		WHERE c.tenant = i.tenant AND c.id = i.conversation), routing.linked_case(i));
BEGIN
	RETURN array_remove(ARRAY[ops.key('case', i.tenant, case_id::text), ops.key('customer', i.tenant, (SELECT k.customer::text FROM messaging.v_case AS k
		WHERE k.tenant = i.tenant AND k.id = case_id))], NULL);
END $$;
DROP FUNCTION IF EXISTS routing.case_key(routing.interaction, bigint); -- it knew of no customer

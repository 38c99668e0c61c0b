-- case_problem: why the actor can't link an interaction of this conversation to the case; null: they can.
-- The case must be open, and of the same customer, or of the same number while none is known. Another
-- customer's case is 'case_not_of_customer' only to an actor who may see it; to others it is not there.
-- Keys: case, of who links: it is closed by who holds that (case_update).
DROP FUNCTION IF EXISTS messaging.case_problem(bigint, messaging.conversation); -- it knew of no actor
CREATE OR REPLACE FUNCTION messaging.case_problem(case_id bigint, c messaging.conversation, actor bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	k messaging.case_;
BEGIN
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = c.tenant AND r.id = case_problem.case_id;
	RETURN CASE
		WHEN k.id IS NULL THEN 'case_not_found'
		WHEN COALESCE(k.customer <> c.customer, k.customer IS NOT NULL OR k.customer_number <> c.number) THEN
			CASE WHEN messaging.case_seen(k, actor, (SELECT u.role FROM directory.v_user AS u WHERE u.tenant = c.tenant AND u.id = actor))
				THEN 'case_not_of_customer' ELSE 'case_not_found' END
		WHEN k.state <> 'open' THEN 'case_closed' END;
END $$;

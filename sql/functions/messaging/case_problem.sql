-- case_problem: why an interaction of this conversation can't be linked to the case; null: it can.
-- The case must be open, and of the same customer, or of the same number while none is known.
CREATE OR REPLACE FUNCTION messaging.case_problem(case_id bigint, c messaging.conversation)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN NULLIF(COALESCE((SELECT CASE
			WHEN COALESCE(k.customer <> c.customer, k.customer IS NOT NULL OR k.customer_number <> c.number)
				THEN 'case_not_of_customer'
			WHEN k.state <> 'open' THEN 'case_closed'
			ELSE '' END
		FROM messaging.case_ AS k WHERE k.tenant = c.tenant AND k.id = $1), 'case_not_of_customer'), '');
END $$;

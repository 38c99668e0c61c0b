-- linked_case: the case of the interaction that this one is linked to, once that has one (SMS-11); null: none.
CREATE OR REPLACE FUNCTION routing.linked_case(i routing.interaction)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF i.linked_to IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT p.case_id FROM routing.interaction AS p WHERE p.tenant = i.tenant AND p.id = i.linked_to);
END $$;

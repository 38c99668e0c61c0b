-- card_of_number: the card of a number: that of the first contact who has it and whom the viewer sees, else the number's own
-- (CT-12). `shown`: as it was typed.
CREATE OR REPLACE FUNCTION directory.card_of_number(tenant bigint, viewer bigint, side text, number text, shown text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sides_ CONSTANT smallint := directory.contact_sides(tenant, side);
	found_ record;
BEGIN
	SELECT c.kind, c.ref INTO found_ FROM directory.contacts_of_number(tenant, viewer, number) WITH ORDINALITY AS c (kind, ref, n)
	WHERE directory.contact_seen(tenant, viewer, sides_, c.kind, c.ref) ORDER BY c.n LIMIT 1;
	IF FOUND THEN
		RETURN directory.card_get(tenant, viewer, side, found_.kind, found_.ref);
	END IF;
	RETURN directory.card_make(tenant, viewer, side, jsonb_build_object('id', NULL, 'kind', 'number', 'name', shown, 'service', NULL,
		'company', '', 'department', '', 'title', '', 'site', NULL, 'extension', NULL, 'accounts', '[]'::jsonb, 'emails', '[]'::jsonb,
		'numbers', jsonb_build_array(jsonb_build_object('label', 'Number', 'kind', 'phone', 'number', number, 'shown', shown)),
		'notes', '', 'possible_duplicate_of', NULL, 'merged', NULL, 'version', NULL, 'presence', NULL, 'image', NULL, 'favourite', false));
END $$;

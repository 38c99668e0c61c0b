-- customer_shown: the one shape of a customer's record, with these numbers. Internal.
CREATE OR REPLACE FUNCTION messaging.customer_shown(c messaging.customer, numbers text[])
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', c.id::text, 'customer', c.id::text, 'name', c.name, 'company', c.company, 'language', c.language, 'notes', c.notes,
		'numbers', numbers, 'merged_into', c.merged_into::text, 'emails', ARRAY(SELECT substr(n.number, 6) FROM unnest(numbers) AS n (number) WHERE n.number LIKE 'mail:%'));
END $$;

-- fax_recipients_of: whom a draft made from a contact's card goes to: the contact's first fax number (CT-13). Null: the card offers
-- none. Internal. Read.
CREATE OR REPLACE FUNCTION sms.fax_recipients_of(tenant bigint, owner bigint, side text, contact text, number text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	card jsonb;
BEGIN
	IF contact !~ '^(user|service|external|personal):[1-9][0-9]{0,17}$' THEN
		RETURN NULL;
	END IF;
	card := directory.card_get(tenant, owner, side, split_part(contact, ':', 1), split_part(contact, ':', 2)::bigint);
	RETURN (SELECT jsonb_build_array(jsonb_build_object('number', t.value ->> 'number', 'name', left(card ->> 'name', 200)))
		FROM jsonb_path_query(card, '$.actions[*] ? (@.action == "fax").targets[*]') WITH ORDINALITY AS t (value, n)
		WHERE number IS NULL OR t.value ->> 'number' = number ORDER BY t.n LIMIT 1);
END $$;

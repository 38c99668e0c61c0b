-- disposition_json: an interaction's disposition, who recorded it and when; null: it has none.
CREATE OR REPLACE FUNCTION routing.disposition_json(i routing.interaction)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF i.disposition IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('id', d.id::text, 'name', d.name, 'at', ops.rfc3339(i.disposition_at),
			'by', routing.person_json(i.tenant, i.disposition_by))
		FROM routing.disposition AS d WHERE d.tenant = i.tenant AND d.id = i.disposition);
END $$;

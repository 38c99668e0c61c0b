-- fax_get: a fax, for its owner. Null: there is none for them. Read.
CREATE OR REPLACE FUNCTION sms.fax_get(tenant bigint, owner bigint, side text, id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT sms.fax_json(f, fax_get.side) FROM sms.fax AS f
		WHERE f.tenant = fax_get.tenant AND f.id = fax_get.id AND f.owner = fax_get.owner);
END $$;

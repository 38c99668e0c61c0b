-- fax_files_json: the files of a fax in their order. Called by sms. Read.
CREATE OR REPLACE FUNCTION messaging.fax_files_json(tenant bigint, fax bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(messaging.upload_json(u) ORDER BY u.position), '[]') FROM messaging.upload AS u
		WHERE u.tenant = fax_files_json.tenant AND u.fax = fax_files_json.fax);
END $$;

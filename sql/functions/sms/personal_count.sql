-- personal_count: concatenated texts of these numbers of which parts are kept. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.personal_count(tenant bigint, numbers text[])
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT count(*) FROM sms.part_set AS s WHERE s.tenant = personal_count.tenant AND s.number = ANY (numbers));
END $$;

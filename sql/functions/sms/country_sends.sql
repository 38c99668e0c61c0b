-- country_sends: whether a tenant may send to a country (SMS-1); where there is none (null), a short code that wrote, it may.
-- Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.country_sends(tenant bigint, iso2 text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN iso2 IS NULL OR EXISTS (SELECT FROM sms.country AS c WHERE c.iso2 = $2 AND c.sms_outbound
		AND NOT EXISTS (SELECT FROM sms.country_limit AS l WHERE l.tenant = $1 AND l.iso2 = $2 AND NOT l.sms_outbound));
END $$;

-- country_at: the country of a number, its price class, and what the installation and this tenant allow there. All null:
-- no country's number. Internal, called by messaging and directory.
CREATE OR REPLACE FUNCTION sms.country_at(tenant bigint, number text, OUT iso2 text, OUT name text, OUT price_class smallint,
	OUT sms_inbound boolean, OUT sms_outbound boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	SELECT c.iso2, c.name, c.price_class, c.sms_inbound AND COALESCE(l.sms_inbound, true), c.sms_outbound AND COALESCE(l.sms_outbound, true)
	INTO iso2, name, price_class, sms_inbound, sms_outbound
	FROM sms.country AS c LEFT JOIN sms.country_limit AS l ON l.tenant = country_at.tenant AND l.iso2 = c.iso2
	WHERE c.iso2 = sms.country_of(number);
END $$;

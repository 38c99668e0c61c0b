-- country_narrowed: the countries from which a tenant has taken something: that alone is its configuration.
CREATE OR REPLACE FUNCTION sms.country_narrowed(tenant bigint)
RETURNS TABLE (id bigint, iso2 text)
LANGUAGE sql STABLE
AS $$
	SELECT c.id, c.iso2 FROM sms.country_limit AS l JOIN sms.country AS c ON c.iso2 = l.iso2
	WHERE l.tenant = $1 AND NOT (l.sms_inbound AND l.sms_outbound)
$$;

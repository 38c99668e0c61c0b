-- a_country: the countries as a tenant has them (ops.resource_view): the installation's table, less what the tenant took
-- away. It writes its two answers alone (country_narrow).
CREATE OR REPLACE VIEW sms.a_country AS
SELECT t.id AS tenant, c.id, c.iso2, c.name, c.calling_code, c.sms_inbound AND COALESCE(l.sms_inbound, true) AS sms_inbound,
	c.sms_outbound AND COALESCE(l.sms_outbound, true) AS sms_outbound, c.price_class, c.senders, c.quiet_start, c.quiet_end, c.time_zones,
	c.note, c.version + COALESCE(l.version, 0) AS version
FROM directory.v_tenant AS t CROSS JOIN sms.country AS c LEFT JOIN sms.country_limit AS l ON l.tenant = t.id AND l.iso2 = c.iso2;
COMMENT ON VIEW sms.a_country IS 'sms.country_limit';
COMMENT ON COLUMN sms.a_country.iso2 IS 'fixed';
COMMENT ON COLUMN sms.a_country.name IS 'live';
COMMENT ON COLUMN sms.a_country.calling_code IS 'live';
COMMENT ON COLUMN sms.a_country.price_class IS 'live';
COMMENT ON COLUMN sms.a_country.senders IS 'live';
COMMENT ON COLUMN sms.a_country.quiet_start IS 'live';
COMMENT ON COLUMN sms.a_country.quiet_end IS 'live';
COMMENT ON COLUMN sms.a_country.time_zones IS 'live';
COMMENT ON COLUMN sms.a_country.note IS 'live';

CREATE OR REPLACE TRIGGER country_narrow INSTEAD OF INSERT OR UPDATE OR DELETE ON sms.a_country
	FOR EACH ROW EXECUTE FUNCTION sms.country_narrow();

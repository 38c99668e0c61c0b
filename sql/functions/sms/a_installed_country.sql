-- a_installed_country: the installation's table of countries as operators have it (ops.resource_view). It is the same for
-- every tenant, and no part of any tenant's configuration (ops.config_nouns).
CREATE OR REPLACE VIEW sms.a_installed_country AS
SELECT t.id AS tenant, c.id, c.iso2, c.name, c.calling_code, c.sms_inbound, c.sms_outbound, c.price_class, c.senders,
	c.quiet_start, c.quiet_end, c.time_zones, c.note, c.version
FROM directory.v_tenant AS t CROSS JOIN sms.country AS c;
COMMENT ON VIEW sms.a_installed_country IS 'sms.country';
COMMENT ON COLUMN sms.a_installed_country.tenant IS 'installation';
COMMENT ON COLUMN sms.a_installed_country.iso2 IS 'fixed';
COMMENT ON COLUMN sms.a_installed_country.calling_code IS 'fixed';

CREATE OR REPLACE TRIGGER country_install INSTEAD OF INSERT OR UPDATE OR DELETE ON sms.a_installed_country
	FOR EACH ROW EXECUTE FUNCTION sms.country_install();

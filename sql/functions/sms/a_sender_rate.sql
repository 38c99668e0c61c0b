-- a_sender_rate: how fast each type of sender may send, as operators have it (ops.resource_view): the installation's, the same for
-- every tenant, and no part of any tenant's configuration. Carrier or country null: any.
CREATE OR REPLACE VIEW sms.a_sender_rate AS
SELECT t.id AS tenant, r.id, r.sender, NULLIF(r.carrier, '*') AS carrier, NULLIF(r.country, '*') AS country, r.rate_milli, r.source, r.version
FROM directory.v_tenant AS t CROSS JOIN sms.sender_rate AS r;
COMMENT ON VIEW sms.a_sender_rate IS 'sms.sender_rate';
COMMENT ON COLUMN sms.a_sender_rate.tenant IS 'installation';
COMMENT ON COLUMN sms.a_sender_rate.sender IS 'fixed';
COMMENT ON COLUMN sms.a_sender_rate.carrier IS 'fixed';
COMMENT ON COLUMN sms.a_sender_rate.country IS 'fixed';

CREATE OR REPLACE TRIGGER sender_rate_install INSTEAD OF INSERT OR UPDATE OR DELETE ON sms.a_sender_rate
	FOR EACH ROW EXECUTE FUNCTION sms.sender_rate_install();

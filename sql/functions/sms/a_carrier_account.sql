-- a_carrier_account: accounts at carriers as the API has them (ops.resource_view). smsgw judges settings and secrets by
-- the carrier's table, and seals the secrets.
CREATE OR REPLACE VIEW sms.a_carrier_account AS
SELECT a.tenant, a.id, a.carrier, a.name, a.settings, a.secret, a.box, a.version, a.numbers FROM sms.account AS a;
COMMENT ON VIEW sms.a_carrier_account IS 'sms.account';
COMMENT ON COLUMN sms.a_carrier_account.carrier IS 'fixed';
COMMENT ON COLUMN sms.a_carrier_account.settings IS 'refers to nothing';
COMMENT ON COLUMN sms.a_carrier_account.secret IS 'secret';
COMMENT ON COLUMN sms.a_carrier_account.box IS 'secret';

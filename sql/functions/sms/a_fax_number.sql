-- a_fax_number: fax numbers as the API has them (ops.resource_view). The key in the address that the provider calls is made with it.
CREATE OR REPLACE VIEW sms.a_fax_number AS
SELECT n.tenant, n.id, n.number, n.account_id, n.user_id, n.shared, n.hook_key AS address_key, n.version FROM sms.fax_number AS n;
COMMENT ON VIEW sms.a_fax_number IS 'sms.fax_number';
COMMENT ON COLUMN sms.a_fax_number.address_key IS 'live';

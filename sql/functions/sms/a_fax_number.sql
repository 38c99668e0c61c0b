-- a_fax_number: fax numbers as the API has them (ops.resource_view). The key in the address that the provider calls is shown whenever the number is: as it is
-- sealed, "<box>:<hex>", which smsgw opens for the answer alone, since answers are kept for a day. `hook_key`: the way in of a key that can't be sealed (yet).
CREATE OR REPLACE VIEW sms.a_fax_number AS
SELECT n.tenant, n.id, n.number, n.account_id, n.user_id, n.shared,
	CASE WHEN n.secret IS NULL THEN n.hook_key ELSE n.box || ':' || encode(n.secret, 'hex') END AS address_key, n.version,
	n.hook_key_hash, n.secret, n.box, n.hook_key
FROM sms.fax_number AS n;
COMMENT ON VIEW sms.a_fax_number IS 'sms.fax_number';
COMMENT ON COLUMN sms.a_fax_number.address_key IS 'live';
COMMENT ON COLUMN sms.a_fax_number.hook_key IS 'secret';
COMMENT ON COLUMN sms.a_fax_number.hook_key_hash IS 'secret';
COMMENT ON COLUMN sms.a_fax_number.secret IS 'secret';
COMMENT ON COLUMN sms.a_fax_number.box IS 'secret';

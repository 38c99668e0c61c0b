-- a_smpp_client: integrators' SMPP clients as the API has them (ops.resource_view); a password is shown once, kept as a hash.
CREATE OR REPLACE VIEW sms.a_smpp_client AS
SELECT c.tenant, c.id, c.name, c.system_id, c.password_hash, c.channel_ids, c.bind_kinds, c.binds, c.submit_window, c.rate_per_s, c.inbound,
	c.disabled, c.version
FROM sms.smpp_client AS c;
COMMENT ON VIEW sms.a_smpp_client IS 'sms.smpp_client';
COMMENT ON COLUMN sms.a_smpp_client.system_id IS 'fixed';
COMMENT ON COLUMN sms.a_smpp_client.password_hash IS 'secret';
COMMENT ON COLUMN sms.a_smpp_client.channel_ids IS 'refers to directory.a_channel';

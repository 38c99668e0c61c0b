-- a_blocked_number: block lists as the API has them (ops.resource_view). Numbers are of persons: they stand in no file of the
-- configuration, and the audit log has the id alone.
CREATE OR REPLACE VIEW sms.a_blocked_number AS
SELECT b.tenant, b.id, b.channel_id, b.number, b.number_hash, b.reason, b.version FROM sms.blocked_number AS b;
COMMENT ON VIEW sms.a_blocked_number IS 'sms.blocked_number';
COMMENT ON COLUMN sms.a_blocked_number.tenant IS 'personal';
COMMENT ON COLUMN sms.a_blocked_number.channel_id IS 'fixed';
COMMENT ON COLUMN sms.a_blocked_number.number IS 'live';
COMMENT ON COLUMN sms.a_blocked_number.number_hash IS 'secret';

-- a_channel_carrier: by which account a channel takes and sends, as the API has it (ops.resource_view).
CREATE OR REPLACE VIEW sms.a_channel_carrier AS
SELECT k.tenant, k.id, k.channel AS channel_id, k.account AS account_id, k.validity_ms, k.number, k.version,
	k.second_account AS second_account_id, k.second_after_ms,
	(SELECT t.since FROM sms.carrier_turn AS t
		WHERE t.tenant = k.tenant AND t.channel = k.channel AND t.account = k.second_account) AS second_since,
	k.quiet_hours, k.quiet_start, k.quiet_end, k.time_zone, k.sender_type, k.rate_milli
FROM sms.channel_carrier AS k;
COMMENT ON VIEW sms.a_channel_carrier IS 'sms.channel_carrier';
COMMENT ON COLUMN sms.a_channel_carrier.channel_id IS 'fixed';
COMMENT ON COLUMN sms.a_channel_carrier.number IS 'live';
COMMENT ON COLUMN sms.a_channel_carrier.second_since IS 'live';

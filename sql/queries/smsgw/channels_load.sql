-- channels_load: all channels that have a carrier.
-- flags: read
SELECT tenant, channel, hook_key, number, help_text, stop_text, start_text, account, carrier, settings, secret, box,
	group_id
FROM sms.channels_load()

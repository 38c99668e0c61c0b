-- channels_load: all channels that have a carrier; a second row for the second carrier of one that has two.
-- flags: read
SELECT tenant, channel, hook_key, number, help_text, stop_text, start_text, account, carrier, settings, secret, box,
	group_id, second, second_after_ms
FROM sms.channels_load()

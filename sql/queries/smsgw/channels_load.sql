-- channels_load: all channels that have a carrier; further rows for the second carrier of one that has two, and for the
-- accounts that it had until lately.
-- flags: read
SELECT tenant, channel, hook_key, hook_key_hash, hook_secret, hook_box, number, help_text, stop_text, start_text, account, carrier, settings, secret, box,
	group_id, second, second_after_ms, former, user_id, stop_words
FROM sms.channels_load(formers => true)

-- fax_lines_load: all fax numbers, in the form of channels_load.
-- flags: read
SELECT tenant, channel, hook_key, hook_key_hash, hook_secret, hook_box, number, help_text, stop_text, start_text, account, carrier, settings, secret, box,
	group_id, second, second_after_ms, former
FROM sms.fax_lines_load()

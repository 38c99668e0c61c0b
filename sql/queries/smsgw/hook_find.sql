-- hook_find: what a carrier's call needs to be checked.
-- flags: read
SELECT tenant, channel, number, help_text, stop_text, start_text, account, carrier, settings, secret, group_id
FROM sms.hook_find(hook_key => $1)

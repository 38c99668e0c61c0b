-- client_find: who binds by this system_id and password, and how much waits for them.
-- flags: read
SELECT tenant, client, array_to_string(channel_ids, ' ') AS channel_ids, array_to_string(bind_kinds, ' ') AS bind_kinds, binds, submit_window,
	rate_per_s, waiting
FROM sms.client_find(system_id => $1, password_hash => $2, most => $3::integer)

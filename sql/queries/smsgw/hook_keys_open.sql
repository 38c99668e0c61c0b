-- hook_keys_open: hooks' keys that are not sealed yet.
-- flags: read
SELECT kind, tenant, id, hook_key FROM sms.hook_keys_open(limit_ => $1::integer)

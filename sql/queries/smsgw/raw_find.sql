-- raw_find: what is needed to take a kept call again.
-- flags: read
SELECT state, channel, account, said, json, ref, raw FROM sms.raw_find(tenant => $1, id => $2)

-- sends_sent: many texts of a group that a carrier took, each under one id. Only what was ended has a row.
-- Keys: message and provider, of each.
SELECT id, message, version, news
FROM sms.sends_sent(tenant => $1, group_id => $2, epoch => $3, ids => $4::text::bigint[], messages => $5::text::bigint[],
	attempts => $6::text::integer[], accounts => $7::text::bigint[], provider_ids => $8::text::text[])

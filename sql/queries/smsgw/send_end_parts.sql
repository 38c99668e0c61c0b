-- send_end_parts: a carrier took a message as several parts, each under an id of its own.
-- Keys: message, provider. Outcomes: ok, gone, fenced, moved.
-- flags: moves
SELECT outcome, message, conversation, keys, news
FROM sms.send_end_parts(tenant => $1, id => $2, group_id => $3, epoch => $4, attempt => $5::integer, account => $6,
	provider_ids => $7::text[])

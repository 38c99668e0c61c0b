-- send_end_parts: which parts of a message a carrier took, each under an id of its own, and what became of it ($8).
-- Keys: message, provider. Outcomes: ok, gone, fenced, moved.
-- flags: moves
SELECT outcome, message, conversation, keys, news
FROM sms.send_end_parts(tenant => $1, id => $2, group_id => $3, epoch => $4, attempt => $5::integer, account => $6,
	provider_ids => $7::text[], given => $8, code => $9, reason => $10, retry_ms => $11)

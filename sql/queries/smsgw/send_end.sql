-- send_end: what became of a send ($6): sent, retry, failed, rejected, unknown, opted_out.
-- Keys: message, provider. Outcomes: ok, known, gone, fenced, moved.
-- flags: moves
SELECT outcome, message, conversation, keys, news
FROM sms.send_end(tenant => $1, id => $2, group_id => $3, epoch => $4, attempt => $5::integer, given => $6,
	account => $7, provider_id => $8, code => $9, reason => $10, retry_ms => $11)

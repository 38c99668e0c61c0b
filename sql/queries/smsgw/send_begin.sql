-- send_begin: queued to sending, before the first byte leaves.
-- Keys: message. Outcomes: send, wait, opted_out, expired, fenced, gone, moved.
-- flags: moves
SELECT outcome, text, number, attempt, channel, account, sender, message, conversation, ref, valid_ms, segments,
	keys, news
FROM sms.send_begin(tenant => $1, id => $2, group_id => $3, epoch => $4, tried => $5::integer, probe => $6)

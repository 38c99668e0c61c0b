-- outbox_heads: of each customer of a group the first message that still has to be sent.
-- flags: read
SELECT tenant, id, channel, number, message, state, attempt, segments, wait_ms, valid_ms, ref, second
FROM sms.outbox_heads(group_id => $1, after_id => $2, limit_ => $3::integer)

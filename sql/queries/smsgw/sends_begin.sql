-- sends_begin: queued to sending, of many texts of a group, before the first byte leaves. The columns that q_send_begin has
-- come first. Only what was begun has a row.
-- Keys: message, of each.
SELECT 'send' AS outcome, text, number, attempt, channel, account, sender, message, conversation, ref, valid_ms, id,
	version, news
FROM sms.sends_begin(tenant => $1, group_id => $2, epoch => $3, ids => $4::text::bigint[], messages => $5::text::bigint[],
	tried => $6::text::integer[], probes => $7::text::bigint[])

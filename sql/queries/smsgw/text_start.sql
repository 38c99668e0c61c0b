-- text_start: a Work user texts somebody from their own number.
-- Keys: conversation ("<channel>:<number>"), command. Outcomes: created, no_text_number, invalid, client_id_reused, own_channel, number_blocked, opted_out, quiet_hours,
-- country_not_allowed, channel_cannot_send, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.text_start_2(command => $1, fingerprint => $2, tenant => $3, user_id => $4, number => $5, number_hash => $6,
	text => $7, client_id => $8, encoding => $9, segments => $10::integer, confirm => $11, confirm_blocked => $12)

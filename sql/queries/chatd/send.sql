-- send: the assigned agent's text is stored and queued.
-- Keys: conversation ("<channel>:<number>"), command. Outcomes: created, not_found, not_yours,
-- conversation_closed, invalid, client_id_reused, number_blocked, opted_out, country_not_allowed, channel_disabled, channel_cannot_send, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.send(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5,
	conversation => $6, text => $7, client_id => $8, encoding => $9, segments => $10::integer, account => $11, html => $12,
	files => $13::bigint[], images => $14::bigint[], confirm_blocked => $15)

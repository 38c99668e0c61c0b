-- start: an account starts a 1:1 with another, with the first text.
-- Keys: conversation ("0:<pair>"), agent (each agent account), command. Outcomes: created, not_found, chat_with_self, not_in_roster, mode,
-- receiver_logged_out, not_logged_in, plain_only, client_id_reused, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.start(command => $1, fingerprint => $2, tenant => $3, account => $4, other => $5, text => $6, html => $7, client_id => $8,
	files => $9::bigint[], images => $10::bigint[])

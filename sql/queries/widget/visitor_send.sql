-- visitor_send: a visitor writes.
-- Keys: conversation ("<channel>:<number>"), customer_number, command. Outcomes: created, client_id_reused, invalid, chat_ended, not_found.
SELECT outcome, body, news
FROM messaging.visitor_send(command => $1, fingerprint => $2, tenant => $3, channel => $4, token_hash => $5, number => $6,
	client_id => $7, text => $8)

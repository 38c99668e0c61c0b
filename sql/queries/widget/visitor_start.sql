-- visitor_start: a customer begins a web chat.
-- Keys: conversation ("<channel>:<number>"), customer_number, command. Outcomes: created, client_id_reused, ok, invalid, too_many_chats, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.visitor_start(command => $1, fingerprint => $2, tenant => $3, channel => $4, token_hash => $5, number => $6,
	source_hash => $7, form => $8, page_url => $9, language => $10, client_id => $11, text => $12)

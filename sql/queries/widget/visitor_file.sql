-- visitor_file: a visitor sends a file.
-- Keys: conversation ("<channel>:<number>"), customer_number, file, command. Outcomes: created, client_id_reused, chat_ended, too_many_files, not_found.
-- flags: alone
SELECT outcome, body, news
FROM messaging.visitor_file(command => $1, fingerprint => $2, tenant => $3, channel => $4, token_hash => $5, number => $6,
	client_id => $7, type => $8, sha256 => $9, bytes => $10)

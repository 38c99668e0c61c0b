-- visitor_end: a visitor says that their chat is over.
-- Keys: conversation ("<channel>:<number>"), command. Outcomes: ok, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.visitor_end(command => $1, fingerprint => $2, tenant => $3, channel => $4, token_hash => $5)

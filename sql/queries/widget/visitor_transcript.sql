-- visitor_transcript: a visitor asks for a link to what was said.
-- Keys: conversation ("<channel>:<number>"), command. Outcomes: created, too_many_links, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.visitor_transcript(command => $1, fingerprint => $2, tenant => $3, channel => $4, token_hash => $5, link_hash => $6,
	url => NULL, email => $7, secret => $8, box => $9)

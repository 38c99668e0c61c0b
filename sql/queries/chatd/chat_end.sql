-- chat_end: either of the two ends an agent chat.
-- Keys: as start. Outcomes: ok, not_found, not_here, read_only, conversation_closed, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.chat_end(command => $1, fingerprint => $2, tenant => $3, account => $4, conversation => $5)

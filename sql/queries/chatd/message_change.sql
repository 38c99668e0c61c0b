-- message_change: the author changes or deletes a message.
-- Keys: the conversation's, command. Outcomes: ok, unchanged, not_found, not_author, not_here, too_late, conversation_closed, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.message_change(command => $1, fingerprint => $2, tenant => $3, account => $4, message => $5, text => $6, deletes => $7)

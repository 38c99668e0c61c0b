-- message_cancel: a text that waits for the end of quiet hours is not sent.
-- Keys: message, conversation, command. Outcomes: ok, not_found, not_yours, not_held, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.message_cancel(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, key => $6, account => $7, message => $8)

-- attachment_retry: a file that could not be fetched is to be fetched again.
-- Keys: conversation, command. Outcomes: ok, not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.attachment_retry(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6)

-- look: somebody who supervises looks at a conversation.
-- Keys: watch (the conversation's id), command. Outcomes: ok, not_found, monitoring_off.
SELECT outcome, body, news, keys
FROM messaging.look(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, conversation => $6)

-- conversation_get: one conversation as a frame.
-- flags: read
SELECT body FROM messaging.conversation_get(tenant => $1, id => $2, actor => $3, actor_role => $4, account => $5)

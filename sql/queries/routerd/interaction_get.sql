-- interaction_get: one interaction as a frame.
-- flags: read
SELECT body FROM routing.interaction_get(tenant => $1, id => $2, actor => $3, actor_role => $4, key => $5)

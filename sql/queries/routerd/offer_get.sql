-- offer_get: one offer as a frame.
-- flags: read
SELECT body FROM routing.offer_get(tenant => $1, id => $2, actor => $3, actor_role => $4)

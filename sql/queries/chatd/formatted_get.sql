-- formatted_get: a message's formatted text, for who may read it.
-- flags: read
SELECT html, text, author
FROM messaging.formatted_get(tenant => $1, id => $2, actor => $3, side => $4, actor_role => $5)

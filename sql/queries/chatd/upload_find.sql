-- upload_find: a file that a user sent, for who may have it.
-- flags: read
SELECT messaging.upload_find(tenant => $1, id => $2, actor => $3, side => $4, actor_role => $5)

-- bindings_of: where a phone ($2) of a tenant ($1) is reached, and for how many seconds more.
-- flags: read
SELECT b.contact, GREATEST(ceil(extract(epoch FROM b.expires_at - ops.clock())), 1)::bigint AS seconds
FROM voice.binding AS b
WHERE b.tenant = $1 AND b.device = $2 AND b.expires_at > ops.clock()
ORDER BY b.at, b.contact

-- avatar_read: a colleague's image in one size.
-- flags: read
SELECT type, bytes, version FROM messaging.avatar_read(tenant => $1, user_id => $2, size => $3::integer)

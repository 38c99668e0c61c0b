-- avatar_read: a colleague's image in one size, as the viewer may see it.
-- flags: read
SELECT type, bytes, version FROM messaging.avatar_read(tenant => $1, user_id => $2, size => $3::integer, viewer => $4, side => $5)

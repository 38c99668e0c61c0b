-- attachment_read: a stored file, for who may read its message.
-- flags: read
SELECT type, bytes FROM messaging.attachment_read(tenant => $1, id => $2, actor => $3, actor_role => $4, from_chunk => $5, chunks => $6)

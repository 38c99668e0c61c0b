-- upload_read: a file's bytes, for who has a signed address of it.
-- flags: read
SELECT type, bytes, name FROM messaging.upload_read(tenant => $1, id => $2, from_chunk => $3, chunks => $4)

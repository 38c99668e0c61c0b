-- visitor_file_read: a file of a visitor's own chat.
-- flags: read
SELECT type, bytes
FROM messaging.visitor_file_read(tenant => $1, channel => $2, token_hash => $3, id => $4, from_chunk => $5, chunks => $6)

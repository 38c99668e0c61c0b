-- visitor_image_read: an image in a formatted message of a web chat, by its signed address.
-- flags: read
SELECT type, bytes
FROM messaging.visitor_image_read(tenant => $1, channel => $2, chat => $3, id => $4, until => $5, mark => $6, from_chunk => $7, chunks => $8)

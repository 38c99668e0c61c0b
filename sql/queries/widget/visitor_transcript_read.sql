-- visitor_transcript_read: what such a link shows.
-- flags: read
SELECT body
FROM messaging.visitor_transcript_read(link_hash => $1)

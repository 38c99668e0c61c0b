-- media_due: files that are to be fetched now, with their conversation's lock key.
-- flags: read
SELECT tenant, id, channel, key FROM sms.media_due(limit_ => $1::integer)

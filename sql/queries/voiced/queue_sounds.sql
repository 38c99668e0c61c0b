-- queue_sounds: all sounds of a queue, in the order of these uses ($3).
-- flags: read
SELECT voice.queue_sounds_json(tenant => $1, queue => $2, uses => $3::text[])::text AS body

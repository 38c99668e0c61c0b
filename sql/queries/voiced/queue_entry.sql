-- queue_entry: whether a queue ($2) answers its callers as they enter. No row: there is no such queue of calls.
-- flags: read
SELECT answer_at_entry FROM voice.queue_sound(tenant => $1, queue => $2)

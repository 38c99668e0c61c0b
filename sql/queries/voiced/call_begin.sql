-- call_begin: a call for a voice channel waits to be routed. Outcomes: created, ok, not_found.
-- flags: moves
SELECT outcome, body, news, keys
FROM voice.call_begin(tenant => $1, channel => $2, call => $3, epoch => $4, number => $5, shown => $6)

-- live_lost: a leg is shown no more, as the daemon that told of it is dead.
-- Keys: leg. Outcomes: ok, unchanged.
SELECT outcome, news
FROM voice.live_lost(tenant => $1, leg => $2, epoch => $3)

-- live_step: how a leg of a call on somebody's line ($6, $7) is now. Keys: leg. Outcomes: ok, seen, stale.
SELECT outcome, body, news
FROM voice.live_step(tenant => $1, leg => $2, epoch => $3, seq => $4, call => $5, line_kind => $6, line_ref => $7, direction => $8, state => $9,
	at => ops.clock(), number => $10, shown => $11, user_ => $12, with_ => $7)

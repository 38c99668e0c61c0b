-- check_put: what a page found about itself as a phone. Keys: phone, command. Outcomes: ok, invalid.
-- flags: alone
SELECT outcome, body, news
FROM voice.check_put(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_side => $5, agent => $6, browser => $7,
	microphone => $8, socket => $9, media => $10, socket_ms => $11, round_trip_ms => $12, jitter_ms => $13, loss_percent => $14)

-- browser_put: a browser has registered, for $11 seconds of the database's clock. Keys: browser. Outcomes: ok, not_found, invalid.
SELECT outcome, body, news
FROM voice.browser_put(tenant => $1, id => $2, owner => $3, side => $4, session => $5, contact => $6, source => $7, agent => $8,
	instance => $9, boot => $10, expires_at => ops.clock() + make_interval(secs => $11::bigint))

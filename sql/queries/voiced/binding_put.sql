-- binding_put: a phone has registered, for $8 seconds of the database's clock, by which bindings_of tells what is left of them.
-- `rotated_us`: devices_load's. Keys: device. Outcomes: ok, not_found, invalid.
SELECT outcome, body, news
FROM voice.binding_put(tenant => $1, device => $2, contact => $3, source => $4, transport => $5, agent => $6, instance => $7,
	expires_at => ops.clock() + make_interval(secs => $8::bigint), rotated_us => $9)

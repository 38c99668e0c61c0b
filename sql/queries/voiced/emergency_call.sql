-- emergency_call: what became of an emergency call ($7: when, microseconds since 1970), with what went with it. Keys: agent. Outcomes: ok, unchanged, invalid, not_found.
-- flags: alone
SELECT outcome, body, news
FROM presence.emergency_call(tenant => $1, agent => $2, call => $3, call_back => $4, number => $5, step => $6, at_time => 'epoch'::timestamptz + $7 * interval '1 microsecond',
	boot => $8, sent => $9, place => $10::text::jsonb)

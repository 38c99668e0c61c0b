-- call_consult: an agent brings somebody into a call, or nobody any more. Outcomes: ok, stale, cannot_take, not_found.
-- flags: moves
SELECT outcome, body, news, keys
FROM voice.call_consult(tenant => $1, call => $2, agent => $3, number => $4, user_ => $5, as_agent => $6, state => $7)

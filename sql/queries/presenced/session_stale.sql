-- session_stale: the stream of a session went silent or closed; here: its chatd died.
-- Keys: agent. Outcomes: ok, unchanged, not_found.
SELECT outcome, news
FROM presence.session_stale(tenant => $1, session => $2, boot => $3, closed => $4)

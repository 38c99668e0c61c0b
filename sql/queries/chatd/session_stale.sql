-- session_stale: a page has been silent for stale_ms, or its stream closed.
-- Keys: agent. Outcomes: ok, unchanged, not_found.
SELECT outcome, news
FROM presence.session_stale(tenant => $1, session => $2, boot => $3, closed => $4)

-- work_stale: a Work session's stream went silent or closed.
-- Keys: agent (the user's id). Outcomes: ok, unchanged, not_found.
SELECT outcome, body, news FROM presence.work_stale(tenant => $1, session => $2, boot => $3, closed => $4)

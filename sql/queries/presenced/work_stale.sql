-- work_stale: the stream of a Work session closed; here: its chatd died.
-- Keys: agent (the user's id). Outcomes: ok, unchanged, not_found.
SELECT outcome, news
FROM presence.work_stale(tenant => $1, session => $2, boot => $3, closed => $4)

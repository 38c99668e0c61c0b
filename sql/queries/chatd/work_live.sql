-- work_live: a Work session's page answers at this instance; `idle`: nobody has touched it for a while.
-- Keys: agent (the user's id). Outcomes: ok, unchanged, not_found (close the stream). The body has the tenant's
-- limit and the end of the login: stale_ms, ends_us.
SELECT outcome, body, news FROM presence.work_live(tenant => $1, session => $2, boot => $3, idle => $4)

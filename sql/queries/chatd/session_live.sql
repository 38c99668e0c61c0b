-- session_live: a session's page answers at this instance.
-- Keys: agent. Outcomes: ok, unchanged, not_found (close the stream). The
-- body has the tenant's limit and the end of the login: stale_ms, ends_us.
SELECT outcome, body, news FROM presence.session_live(tenant => $1, session => $2, boot => $3)

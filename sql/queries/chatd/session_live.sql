-- session_live: a session's page answers at this instance.
-- Keys: agent. Outcomes: ok, unchanged, not_found (close the stream). The
-- body has the tenant's limit: stale_ms.
SELECT outcome, body, news FROM presence.session_live(tenant => $1, session => $2, boot => $3)

-- session_live: a session's page answers at this instance.
-- Keys: agent. Outcomes: ok, unchanged, not_found (close the stream).
SELECT outcome, news FROM presence.session_live(tenant => $1, session => $2, boot => $3)

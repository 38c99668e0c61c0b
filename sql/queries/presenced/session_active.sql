-- session_active: the person of a session is there.
-- Keys: agent (the user's id). Outcomes: ok, session_ended.
SELECT outcome, body, news FROM presence.session_active(tenant => $1, session => $2)

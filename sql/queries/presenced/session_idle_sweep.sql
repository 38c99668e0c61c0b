-- session_idle_sweep: judges one session by its last activity.
-- Keys: agent (the user's id). Outcomes: ok, unchanged.
SELECT outcome, news FROM presence.session_idle_sweep(tenant => $1, session => $2)

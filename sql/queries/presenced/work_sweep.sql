-- work_sweep: what time does to a Work user's devices and status.
-- Keys: agent (the user's id). Outcomes: ok, unchanged.
SELECT outcome, news FROM presence.work_sweep(tenant => $1, user_id => $2)

-- emergency_sweep: stores the end of an agent's lock.
-- Keys: agent. Outcomes: ok, unchanged.
SELECT outcome, news FROM presence.emergency_sweep(tenant => $1, agent => $2)

-- lease_sweep: judges an agent's lease and does what follows.
-- Keys: agent. Outcomes: ok, unchanged.
SELECT outcome, news FROM presence.lease_sweep(tenant => $1, agent => $2)

-- emergency_act: the agent leaves an emergency that is over, or remains in it.
-- Keys: agent, command. Outcomes: ok, unchanged, locked, not_found.
SELECT outcome, body, news
FROM presence.emergency_act(command => $1, fingerprint => $2, tenant => $3, agent => $4, act => $5, actor_role => $6)

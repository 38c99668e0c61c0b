-- emergency_mail: writes to the security contacts of an agent's site.
-- Keys: agent. Outcomes: ok, unchanged.
SELECT outcome, news FROM presence.emergency_mail(tenant => $1, agent => $2)

-- emergency_due: agents whose lock has ended.
-- flags: read
SELECT tenant, agent FROM presence.emergency_due(limit_ => $1::integer)

-- lease_due: agents whose lease has reached a deadline.
-- flags: read
SELECT tenant, agent FROM presence.lease_due(limit_ => $1::integer)

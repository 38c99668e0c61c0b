-- emergency_mail_due: agents of whose emergency calls security contacts are still to be written to.
-- flags: read
SELECT tenant, agent FROM presence.emergency_mail_due(limit_ => $1::integer)

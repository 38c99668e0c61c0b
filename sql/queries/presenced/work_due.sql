-- work_due: Work users with a device or a status whose end has come.
-- flags: read
SELECT tenant, user_id FROM presence.work_due(limit_ => $1::integer)

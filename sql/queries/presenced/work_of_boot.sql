-- work_of_boot: the live devices at a chatd instance.
-- flags: read
SELECT tenant, session, user_id, $1::bigint AS boot FROM presence.work_of_boot(boot => $1, limit_ => $2)

-- alarms_raised: alarms that were raised, newest first; $4: only those not cleared.
-- flags: read
SELECT item, cursor
FROM routing.alarms_raised(tenant => $1, actor => $2, actor_role => $3, open => $4, after => $5, limit_ => $6::integer)

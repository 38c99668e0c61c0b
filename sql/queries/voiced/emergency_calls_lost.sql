-- emergency_calls_lost: at most $2 emergency calls whose daemon is dead; $3: who has not beaten for 30 s is dead, too.
-- flags: read
SELECT l.tenant, l.agent, l.call, l.call_back, l.number
FROM presence.emergency_calls_lost(boot => $1, limit_ => $2::integer, away => $3) AS l

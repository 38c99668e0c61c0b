-- alarms_judge: raises and clears at most $1 alarms; -1: another one is at it.
SELECT routing.alarms_judge(limit_ => $1::integer) AS changed

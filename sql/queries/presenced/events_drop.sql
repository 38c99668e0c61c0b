-- events_drop: drops a month of events that ended $1 days ago.
SELECT ops.events_drop(keep_days => $1::integer) AS dropped

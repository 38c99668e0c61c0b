-- session_sweep: forgets at most $1 sessions that ended long ago.
SELECT presence.session_sweep(limit_ => $1::integer) AS swept

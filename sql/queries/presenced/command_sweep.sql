-- command_sweep: forgets at most $1 commands older than 24 hours.
SELECT ops.command_sweep(limit_ => $1::integer) AS swept

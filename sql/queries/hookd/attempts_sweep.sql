-- attempts_sweep: forgets at most $1 attempts that are older than their tenant keeps them.
SELECT hooks.attempts_sweep(limit_ => $1::integer) AS swept

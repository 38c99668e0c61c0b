-- bindings_sweep: forgets where phones were reached, and phones of users who are gone.
SELECT voice.bindings_sweep(limit_ => $1::integer)

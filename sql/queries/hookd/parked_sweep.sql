-- parked_sweep: what is parked for an endpoint that is off dies like the rest.
SELECT hooks.parked_sweep(limit_ => $1::integer)

-- visitor_bytes_sweep: forgets how much strangers sent on days that are over.
SELECT messaging.visitor_bytes_sweep(limit_ => $1::integer) AS swept

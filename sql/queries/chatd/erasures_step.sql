-- erasures_step: one bounded step of an erasure that is under way; 0: none is.
SELECT messaging.erasures_step(limit_ => $1::integer) AS done

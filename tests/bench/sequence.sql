-- sequence.sql - beside the peer of PF-1: numbers the committed batches, as often as a daemon does.
SELECT ops.sequence(limit_ => 1000) AS moved;

-- transcripts_sweep: erases at most $1 conversations that are older than their tenant keeps them.
SELECT messaging.transcripts_sweep(limit_ => $1::integer) AS swept

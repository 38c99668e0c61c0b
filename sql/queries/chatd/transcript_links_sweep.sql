-- transcript_links_sweep: forgets links to transcripts that have expired; answers how many.
SELECT messaging.transcript_links_sweep(limit_ => $1::integer) AS swept

-- transcripts_list: transcripts newest first that match what is given: agent ($4), queue ($5), channel ($6), customer ($7), case ($8), opened from $9 on and
-- before $10, words ($11).
-- flags: long
SELECT item, cursor
FROM messaging.transcripts_list(tenant => $1, actor => $2, actor_role => $3, agent => $4, queue => $5, channel => $6, customer => $7, case_id => $8,
	since => 'epoch'::timestamptz + $9::bigint * interval '1 microsecond', until => 'epoch'::timestamptz + $10::bigint * interval '1 microsecond',
	typed => $11, after => $12, limit_ => $13::integer)

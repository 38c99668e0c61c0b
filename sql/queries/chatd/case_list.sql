-- case_list: cases newest first that match what is given: customer ($4), state ($5), opened from $6 on and before $7, words ($8).
-- flags: long
SELECT item, cursor
FROM messaging.case_list_2(tenant => $1, actor => $2, actor_role => $3, customer => $4, state => $5,
	since => 'epoch'::timestamptz + $6::bigint * interval '1 microsecond', until => 'epoch'::timestamptz + $7::bigint * interval '1 microsecond',
	typed => $8, after => $9, limit_ => $10::integer)

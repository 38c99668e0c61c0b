-- case_list: cases in the order $4 that match what is given: customer ($5), state ($6), agent ($7), queue ($8), channel ($9) and disposition ($10) of an interaction,
-- opened from $11 on and before $12, words ($13).
-- flags: long
SELECT item, cursor
FROM messaging.case_list_3(tenant => $1, actor => $2, actor_role => $3, sort => $4, customer => $5, state => $6, agent => $7, queue => $8, channel => $9,
	disposition => $10, since => 'epoch'::timestamptz + $11::bigint * interval '1 microsecond', until => 'epoch'::timestamptz + $12::bigint * interval '1 microsecond',
	typed => $13, after => $14, limit_ => $15::integer)

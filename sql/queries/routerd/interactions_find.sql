-- interactions_find: interactions in the order $4 that match what is given: state ($5), agent ($6), queue ($7), channel ($8), customer ($9), case ($10),
-- disposition ($11), begun from $12 on and before $13, words ($14).
-- flags: long
SELECT item, cursor
FROM routing.interactions_find_2(tenant => $1, actor => $2, actor_role => $3, sort => $4, state => $5, agent => $6, queue => $7, channel => $8, customer => $9,
	case_id => $10, disposition => $11, since => 'epoch'::timestamptz + $12::bigint * interval '1 microsecond',
	until => 'epoch'::timestamptz + $13::bigint * interval '1 microsecond', typed => $14, after => $15, limit_ => $16::integer)

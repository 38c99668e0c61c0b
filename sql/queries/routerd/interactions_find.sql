-- interactions_find: interactions newest first that match what is given: state ($4), agent ($5), queue ($6), channel ($7), customer ($8), case ($9),
-- disposition ($10), begun from $11 on and before $12, words ($13).
-- flags: long
SELECT item, cursor
FROM routing.interactions_find(tenant => $1, actor => $2, actor_role => $3, state => $4, agent => $5, queue => $6, channel => $7, customer => $8,
	case_id => $9, disposition => $10, since => 'epoch'::timestamptz + $11::bigint * interval '1 microsecond',
	until => 'epoch'::timestamptz + $12::bigint * interval '1 microsecond', typed => $13, after => $14, limit_ => $15::integer)

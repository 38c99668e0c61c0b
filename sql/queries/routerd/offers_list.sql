-- offers_list: offers newest first, of one agent ($4) and one state ($5) if given.
-- flags: read
SELECT item, cursor
FROM routing.offers_list(tenant => $1, actor => $2, actor_role => $3, agent => $4, state => $5, after => $6,
	limit_ => $7::integer)

-- callbacks_list: callbacks newest first, of one state ($4) if given.
-- flags: read
SELECT item, cursor
FROM routing.callbacks_list(tenant => $1, actor => $2, actor_role => $3, state => $4, after => $5, limit_ => $6::integer)

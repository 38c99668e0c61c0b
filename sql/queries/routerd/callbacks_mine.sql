-- callbacks_mine: what an agent may call back now, the oldest first.
-- flags: read
SELECT item, cursor
FROM routing.callbacks_mine(tenant => $1, actor => $2, after => $3, limit_ => $4::integer)

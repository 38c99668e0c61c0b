-- queue_line: what waits in a queue ($4), in the order in which it is offered.
-- flags: read
SELECT item, cursor
FROM routing.queue_line(tenant => $1, actor => $2, actor_role => $3, queue => $4, after => $5, limit_ => $6::integer)

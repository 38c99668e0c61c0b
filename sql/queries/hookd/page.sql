-- page: what comes next for an endpoint after ($3, $4); a last row without event: looked up to there.
-- flags: read
SELECT pos, event, at, kind, key, type, thread, lost
FROM hooks.page(tenant => $1, types => $2::text[], after_pos => $3, after_event => $4,
	positions => $5::integer, limit_ => $6::integer)

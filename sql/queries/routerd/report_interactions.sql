-- report_interactions: the interactions behind a figure.
-- flags: read
SELECT outcome, field, words, body, next
FROM routing.report_interactions(tenant => $1, actor => $2, actor_role => $3, queue => $4, channel => $5, agent => $6,
	since => $7, until => $8, counter => $9, after => $10, limit_ => $11::integer)

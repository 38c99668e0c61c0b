-- report: a page of figures of queues, channels, agents or groups ($4).
-- flags: read
SELECT outcome, field, words, body, next
FROM routing.report(tenant => $1, actor => $2, actor_role => $3, noun => $4, since => $5, until => $6, step => $7, id => $8,
	after => $9, limit_ => $10::integer)

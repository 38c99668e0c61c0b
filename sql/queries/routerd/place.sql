-- place: puts an arrived interaction in a queue.
-- Keys: interaction. Outcomes: placed, stale, not_found.
SELECT outcome, body, news
FROM routing.place(tenant => $1, interaction => $2, queue => $3, priority => $4::integer, skills => $5,
	explanation => $6)

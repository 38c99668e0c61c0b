-- report_texts: a page of texts and segments by country and price class ($4: country, queue, channel or agent).
-- flags: read
SELECT outcome, field, words, body, next
FROM routing.report_texts(tenant => $1, actor => $2, actor_role => $3, noun => $4, since => $5, until => $6, step => $7, id => $8,
	after => $9, limit_ => $10::integer)

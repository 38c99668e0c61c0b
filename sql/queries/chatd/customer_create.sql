-- customer_create: a new customer; the number's open conversations become theirs.
-- Keys: customer_number, command. Outcomes: created, invalid, not_yours, number_known, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_create(command => $1, fingerprint => $2, tenant => $3, actor => $4,
	actor_role => $5, name => $6, number => $7, notes => $8, company => $9, confirm => $10)

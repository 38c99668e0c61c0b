-- customer_create: a new customer; the number's open conversations become theirs.
-- Keys: customer_number, command. Outcomes: created, invalid, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_create(command => $1, fingerprint => $2, tenant => $3, actor => $4, name => $5,
	number => $6, notes => $7)

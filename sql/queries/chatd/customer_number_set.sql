-- customer_number_set: gives a customer a number or an e-mail address, or takes it away ($8).
-- Keys: customer, customer_number, command. Outcomes: ok, not_found, invalid, not_yours, number_known, customer_merged, too_many, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_number_set(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6, number => $7,
	given => $8, confirm => $9)

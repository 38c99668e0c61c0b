-- customer_update: changes name, notes and company of a customer.
-- Keys: customer, command. Outcomes: ok, not_found, stale_version, customer_merged, invalid.
SELECT outcome, body, news
FROM messaging.customer_update(command => $1, fingerprint => $2, tenant => $3, actor => $4,
	actor_role => $5, id => $6, version => $7, name => $8, notes => $9, company => $10)

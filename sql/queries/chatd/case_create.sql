-- case_create: a new case of a customer.
-- Keys: customer, command. Outcomes: created, not_found, customer_merged, invalid.
SELECT outcome, body, news
FROM messaging.case_create(command => $1, fingerprint => $2, tenant => $3, actor => $4,
	actor_role => $5, customer => $6, title => $7, interaction => NULL)

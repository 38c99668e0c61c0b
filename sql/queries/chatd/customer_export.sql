-- customer_export: a page of all that is kept of a customer; $7: the cursor; $9: from where.
-- Keys: command. Outcomes: ok, not_found, bad_request.
-- flags: alone
SELECT outcome, body, news
FROM messaging.customer_export(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6,
	after => $7, limit_ => $8::integer, origin => $9::jsonb)

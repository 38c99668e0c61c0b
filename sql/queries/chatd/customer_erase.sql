-- customer_erase: begins the erasure of a customer, or counts what it would take ($7).
-- Keys: customer, customer_number of each number, command. Outcomes: ok, not_found, open_interactions,
-- texts_under_way, callback_open, customer_merged, too_many.
-- flags: alone, moves
SELECT outcome, body, news, keys
FROM messaging.customer_erase(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6,
	dry_run => $7)

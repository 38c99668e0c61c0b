-- customer_unmerge: undoes the newest merge into a customer, of $7.
-- Keys: customer (both), customer_number, conversation, interaction, command. Outcomes: ok, not_found, customer_merged, too_many, open_interactions, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_unmerge(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6, other => $7)

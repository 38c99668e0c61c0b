-- customer_merge: another customer's record ($7) becomes part of this one.
-- Keys: customer (both), customer_number, conversation, interaction, command. Outcomes: ok, not_found, customer_merged, record_changed, invalid, too_many, open_interactions, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM messaging.customer_merge(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, id => $6, other => $7, version => $8, other_version => $9)

-- text_begin: an agent begins a text of their own, or takes the customer's open conversation from a queue of theirs.
-- Keys: conversation ("<channel>:<number>"), customer_number, agent (actor), command. Outcomes: created, ok, forbidden,
-- unknown_reference, invalid, not_logged_in, capacity_full, open_conversation, own_channel, number_blocked, country_not_allowed, opted_out, quiet_hours,
-- channel_cannot_send, case_closed, case_not_of_customer, case_not_found, moved.
-- flags: moves
SELECT outcome, body, news, keys
FROM routing.text_begin_2(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, channel => $6,
	number => $7, number_hash => $8, customer => $9, linked_to => $10, case_id => $11, text => $12, encoding => $13,
	segments => $14::integer, take => $15, confirm => $16,
	confirm_blocked => $17)

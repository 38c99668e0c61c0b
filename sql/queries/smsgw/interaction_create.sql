-- interaction_create: an integrator's text begins an interaction, or joins the open conversation.
-- Keys: conversation ("<channel>:<number>"), customer_number, command. Outcomes: created, ok, unknown_reference, invalid,
-- own_channel, number_blocked, opted_out, channel_cannot_send.
SELECT outcome, body, news
FROM routing.interaction_create_2(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, channel => $6,
	number => $7, number_hash => $8, customer => $9, direction => $10, text => $11, encoding => $12,
	segments => $13::integer, queue => $14, priority => $15::integer, reference => $16, key => $17, confirm => $18,
	confirm_blocked => $19)

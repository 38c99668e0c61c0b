-- accept_inbound: stores one text; it may be acknowledged after the commit.
-- Keys: conversation ("<channel>:<number>"), customer_number, provider.
SELECT outcome, conversation, seq, message, message_at, version, interaction, interaction_new,
	interaction_version, customer_known, agent, news
FROM sms.accept_inbound(tenant => $1, channel => $2, account => $3, provider_id => $4, number => $5, text => $6,
	raw => $7, part_ref => $8::integer, part_total => $9::integer, part_number => $10::integer, intent => $11,
	number_hash => $12, confirm_text => $13, media => $14::jsonb, word => $15)

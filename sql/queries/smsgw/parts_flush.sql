-- parts_flush: shows such a message with its gaps; columns as accept_inbound.
-- Keys: conversation ("<channel>:<number>"), customer_number.
SELECT f.outcome, f.conversation, f.seq, f.message, f.message_at, f.version, f.interaction, f.interaction_new,
	f.interaction_version, f.customer_known, f.agent
FROM sms.parts_flush(tenant => $1, set_id => $2) AS f

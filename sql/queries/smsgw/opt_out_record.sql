-- opt_out_record: a user, or an API key, records that a customer wants no texts from a channel.
-- Keys: conversation ("<channel>:<number>"), command. Outcomes: created, ok, unknown_reference.
SELECT outcome, body, news, keys
FROM sms.opt_out_record(command => $1, fingerprint => $2, tenant => $3, actor => $4, actor_role => $5, key => $6,
	channel => $7, number => $8, number_hash => $9)

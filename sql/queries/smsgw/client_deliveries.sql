-- client_deliveries: what is due to be delivered to a client, without what is under way.
-- flags: read
SELECT id, ours, number, submission, state, code, submitted_at, ended_at, text
FROM sms.client_deliveries(tenant => $1, client => $2, boot => $3, but => $4::text::bigint[], limit_ => $5::integer)

-- client_system_id: what an SMPP client calls itself.
-- flags: read
SELECT s AS system_id FROM sms.client_system_id(tenant => $1, id => $2) AS s

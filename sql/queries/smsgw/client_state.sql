-- client_state: what became of a text that the client sent.
-- flags: read
SELECT state FROM sms.client_state(tenant => $1, client => $2, id => $3)

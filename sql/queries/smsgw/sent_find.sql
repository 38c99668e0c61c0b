-- sent_find: the id under which a carrier took what a receipt speaks of.
-- flags: read
SELECT found FROM sms.sent_find(account => $1, provider_id => $2, form_hex => $3, form_dec => $4, number => $5) AS found

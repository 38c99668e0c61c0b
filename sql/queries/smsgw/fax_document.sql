-- fax_document: what a provider fetches of a fax that it was given.
-- flags: read
SELECT type, bytes, subject, cover, from_, to_, at FROM sms.fax_document(tenant => $1, token => $2, n => $3::integer)

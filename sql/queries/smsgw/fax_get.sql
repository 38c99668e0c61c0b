-- fax_get: a fax of one's own.
-- flags: read
SELECT sms.fax_get(tenant => $1, owner => $2, side => $3, id => $4)

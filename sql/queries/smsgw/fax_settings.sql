-- fax_settings: whether one may fax, and from which number.
-- flags: read
SELECT sms.fax_settings(tenant => $1, owner => $2)

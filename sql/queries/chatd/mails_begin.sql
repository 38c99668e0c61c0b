-- mails_begin: takes e-mails that are due, at most $1.
-- flags: alone
SELECT tenant, id, address, title, url, tries FROM messaging.mails_begin(limit_ => $1::integer)

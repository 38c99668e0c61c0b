-- mails_begin_3: takes e-mails that are due, at most $1.
-- flags: alone
SELECT tenant, id, address, title, url, tries, text, secret, box FROM messaging.mails_begin_3(limit_ => $1::integer)

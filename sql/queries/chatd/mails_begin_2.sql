-- mails_begin_2: takes e-mails that are due, at most $1.
-- flags: alone
SELECT tenant, id, address, title, url, tries, text FROM messaging.mails_begin_2(limit_ => $1::integer)

-- mail_end: what became of an e-mail.
-- flags: alone
SELECT messaging.mail_end(tenant => $1, id => $2, again_ms => $3)

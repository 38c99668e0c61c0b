-- fax_receive: a fax came.
-- Keys: fax_in. Outcomes: ok, seen, none.
SELECT outcome, id
FROM sms.fax_receive(tenant => $1, account => $2, line => $3, provider_id => $4, from_ => $5, to_ => $6, pages => $7::integer, url => $8)

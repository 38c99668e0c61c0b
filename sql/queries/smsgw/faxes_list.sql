-- faxes_list: one's drafts, sent or received faxes.
-- flags: read
SELECT item, cursor
FROM sms.faxes_list(tenant => $1, owner => $2, side => $3, box => $4, after => $5::text, limit_ => $6::integer)

-- personal_contacts_list: one's own personal contacts.
-- flags: read
SELECT item, cursor
FROM directory.personal_contacts_list(tenant => $1, owner => $2, after => $3::text::bigint, limit_ => $4::integer)

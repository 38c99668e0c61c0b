-- personal_contact_get: one's own personal contact; null: there is none.
-- flags: read
SELECT directory.personal_contact_get(tenant => $1, owner => $2, id => $3) AS contact

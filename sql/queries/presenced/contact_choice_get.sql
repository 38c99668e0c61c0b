-- contact_choice_get: what one has chosen for texts to one's own Work number.
-- flags: read
SELECT directory.contact_choice_get(tenant => $1, owner => $2) AS choice

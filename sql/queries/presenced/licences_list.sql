-- licences_list: the licences of an organisation, and how many are held.
-- flags: read
SELECT directory.licences_list(tenant => $1) AS body

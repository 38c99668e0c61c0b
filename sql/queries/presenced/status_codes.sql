-- status_codes: the tenant's status codes, and which statuses need one.
-- flags: read
SELECT presence.status_codes(tenant => $1) AS body

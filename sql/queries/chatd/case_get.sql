-- case_get: one case with its interactions.
-- flags: read
SELECT body FROM messaging.case_get(tenant => $1, id => $2)

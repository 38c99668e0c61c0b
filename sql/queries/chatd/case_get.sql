-- case_get: one case with its interactions, to who may see it.
-- flags: read
SELECT body FROM messaging.case_get(tenant => $1, id => $2, actor => $3, actor_role => $4)

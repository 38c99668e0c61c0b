-- greeting_get: whether a Work user ($2) or a queue ($3) has a greeting of its own.
-- flags: read
SELECT voice.greeting_json(tenant => $1, owner => $2, queue => $3)::text AS body

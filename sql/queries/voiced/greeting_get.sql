-- greeting_get: whether a Work user ($2) has a greeting of their own, or a queue ($3) a sound of this use ($4).
-- flags: read
SELECT voice.greeting_json(tenant => $1, owner => $2, queue => $3, use => $4)::text AS body

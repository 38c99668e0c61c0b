-- forwarding_get: what becomes of calls to one's own Work phone that nobody answers.
-- flags: read
SELECT directory.forwarding_get(tenant => $1, user_id => $2) AS body

-- missed_get: how many calls an account has missed since its log was looked at.
-- flags: read
SELECT voice.missed_get(tenant => $1, owner => $2, side => $3) AS missed

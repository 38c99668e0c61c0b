-- wallboard: what happens now, with today's figures; $4: the version that is known.
-- flags: read
SELECT routing.wallboard(tenant => $1, actor => $2, actor_role => $3, known => $4) AS body

-- state: the one shape of a thing; state null: gone, or nothing to show.
-- flags: read
SELECT s.version, to_json(s.audience) AS audience, s.state
FROM ops.state(kind => $1::integer, tenant => $2, key => $3) AS s

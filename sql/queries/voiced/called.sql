-- called: what a called number ($2) is among these tenants ($1): first of all whom a call back of an emergency service reaches (EM-3), then a voice
-- channel, a Work user, a service. None: nobody's.
-- flags: read
SELECT c.tenant, c.kind, c.id
FROM (SELECT b.tenant, 'call_back' AS kind, b.agent AS id, 0 AS rank FROM presence.call_back_of($2, $1) AS b
	UNION ALL SELECT v.tenant, v.kind, v.id, 1 FROM voice.called($1, $2) AS v) AS c
ORDER BY c.rank LIMIT 1

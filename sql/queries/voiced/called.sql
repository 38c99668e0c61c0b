-- called: what a called number ($1) is, in each organisation that has it; whose call it is voiced decides by its trunks. A claimed number is its
-- owner's alone. First of all whom a call back of an emergency service reaches (EM-3), then a voice channel, a service, a Work user; last, of a number that
-- is none of these, the Work user who sent it with an emergency call that is over. None: nobody's. One row an organisation, but for call backs: one for
-- each agent who awaits it, the last to have sent the number first.
-- flags: read
SELECT o.tenant, o.kind, o.id
FROM (SELECT c.tenant, c.kind, c.id, c.rank, c.n, row_number() OVER (PARTITION BY c.tenant ORDER BY c.rank, c.n) AS nth
	FROM (SELECT b.tenant, 'call_back' AS kind, b.agent AS id, 0 AS rank, b.n
			FROM presence.call_back_of_3($1) WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)
		UNION ALL SELECT v.tenant, v.kind, v.id, 1, v.n FROM voice.called_2($1) WITH ORDINALITY AS v (tenant, kind, id, name, n)
		UNION ALL SELECT l.tenant, 'user', l.agent, 2, l.n FROM presence.call_back_late($1) WITH ORDINALITY AS l (tenant, agent, n)) AS c) AS o
WHERE o.rank = 0 OR o.nth = 1
ORDER BY o.rank, o.n

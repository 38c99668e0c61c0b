-- called: what a called number ($1) is, in each organisation that has it; whose call it is voiced decides by its trunks. A claimed number is its
-- owner's alone. First of all whom a call back of an emergency service reaches (EM-3), then a voice channel, a service, a Work user; last, of a number that
-- is none of these, the Work user who sent it with an emergency call that is over. None: nobody's.
-- flags: read
SELECT o.tenant, o.kind, o.id
FROM (SELECT DISTINCT ON (c.tenant) c.tenant, c.kind, c.id, c.rank, c.n
	FROM (SELECT b.tenant, 'call_back' AS kind, b.agent AS id, 0 AS rank, b.n
			FROM presence.call_back_of_2($1) WITH ORDINALITY AS b (tenant, agent, phase, second, call, n)
		UNION ALL SELECT v.tenant, v.kind, v.id, 1, v.n FROM voice.called_2($1) WITH ORDINALITY AS v (tenant, kind, id, name, n)
		UNION ALL SELECT l.tenant, 'user', l.agent, 2, l.n FROM presence.call_back_late($1) WITH ORDINALITY AS l (tenant, agent, n)) AS c
	ORDER BY c.tenant, c.rank, c.n) AS o
ORDER BY o.rank, o.n

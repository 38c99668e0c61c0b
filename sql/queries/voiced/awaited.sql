-- awaited: whom a call back of an emergency service reaches now, with their phones (as back_phones has them): at most $1 numbers. The last one to have sent
-- a number comes first; a row without contact is of somebody who has none.
-- flags: read
SELECT a.tenant, a.agent, a.number, b.contact, b.source, b.transport
FROM presence.call_backs_awaited($1::integer) WITH ORDINALITY AS a (tenant, agent, number, n)
LEFT JOIN LATERAL (SELECT v.contact, v.source, v.transport FROM voice.v_device_binding AS v WHERE v.tenant = a.tenant AND v.owner = a.agent
	ORDER BY v.side = 'agent' DESC, v.renewed_at DESC, v.contact LIMIT 12) AS b ON true
ORDER BY a.n

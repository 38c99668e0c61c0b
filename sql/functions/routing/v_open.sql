-- v_open: one row for each offered, assigned or wrap_up interaction of an agent. A consult is no work of theirs.
CREATE OR REPLACE VIEW routing.v_open AS
SELECT i.tenant, i.agent, i.id AS interaction, i.state, i.wrap_until,
	CASE i.state WHEN 'assigned' THEN i.assigned_at ELSE i.ended_at END AS since -- of this state
FROM routing.interaction AS i
WHERE i.state IN ('assigned', 'wrap_up')
UNION ALL
SELECT o.tenant, o.agent, o.interaction, 'offered', NULL, o.made_at
FROM routing.offer AS o
WHERE o.state = 'made' AND o.kind <> 'consult';

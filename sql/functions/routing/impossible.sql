-- impossible: what can't be, for routing.repair (RT-14), of these tenants (null: of all). Read, every 5 s.
-- An assigned interaction without agent can't be stored (CHECK interaction_agent). A deadline counts as missed 5 s later;
-- a lease's and a lock's, which presenced owns, 30 s later: after a lost database nobody judges at once (rule 9).
DROP FUNCTION IF EXISTS routing.impossible(integer); -- it was for all tenants
CREATE OR REPLACE FUNCTION routing.impossible(limit_ integer, tenants bigint[] DEFAULT NULL)
RETURNS TABLE (problem text, tenant bigint, agent bigint, interaction bigint, offer bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	RETURN QUERY SELECT f.problem, f.tenant, f.agent, f.interaction, f.offer FROM (
		SELECT 'offer_overdue' AS problem, o.tenant, o.agent, o.interaction, o.id AS offer
		FROM routing.offer AS o
		WHERE o.state = 'made' AND o.deadline < clock - interval '5 seconds'
		UNION ALL
		SELECT 'offer_without_interaction', o.tenant, o.agent, o.interaction, o.id
		FROM routing.offer AS o
		WHERE o.state = 'made' AND NOT EXISTS (SELECT FROM routing.interaction AS i
			WHERE i.tenant = o.tenant AND i.id = o.interaction AND routing.offer_fits(o, i))
		UNION ALL
		SELECT 'offered_without_offer', i.tenant, o.agent, i.id, i.offer
		FROM routing.interaction AS i
		LEFT JOIN routing.offer AS o ON o.tenant = i.tenant AND o.id = i.offer
		WHERE i.state = 'offered' AND o.state IS DISTINCT FROM 'made'
		UNION ALL
		SELECT 'wrap_up_overdue', i.tenant, i.agent, i.id, NULL
		FROM routing.interaction AS i
		WHERE i.state = 'wrap_up' AND i.wrap_until < clock - interval '5 seconds'
		UNION ALL
		SELECT 'queue_gone', i.tenant, NULL, i.id, NULL
		FROM routing.interaction AS i
		WHERE i.state = 'waiting' AND NOT EXISTS (SELECT FROM routing.queue AS q WHERE q.tenant = i.tenant AND q.id = i.queue)
		UNION ALL
		SELECT 'call_gone', i.tenant, i.agent, i.id, NULL
		FROM routing.interaction AS i
		WHERE i.medium = 'voice' AND i.state IN ('arrived', 'waiting', 'offered', 'assigned') AND i.state <> 'ended' AND NOT EXISTS (SELECT FROM voice.v_call AS c
			WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.state <> 'over')
		UNION ALL
		SELECT 'consult_overdue', c.tenant, c.agent, c.interaction, c.offer
		FROM routing.consult AS c JOIN routing.interaction AS i ON i.tenant = c.tenant AND i.id = c.interaction
		WHERE c.ends_at < clock - interval '5 seconds' OR i.state <> 'assigned'
		UNION ALL
		SELECT 'lease_overdue', l.tenant, l.agent, NULL, NULL
		FROM presence.v_lease_due AS l WHERE l.due_at < clock - interval '30 seconds'
		UNION ALL
		SELECT 'lock_overdue', e.tenant, e.agent, NULL, NULL
		FROM presence.v_emergency AS e WHERE e.phase = 'lock' AND e.lock_ends_at < clock - interval '30 seconds'
		UNION ALL
		SELECT 'busy_without_work', e.tenant, e.agent, NULL, NULL
		FROM presence.v_emergency AS e JOIN routing.agent AS a ON a.tenant = e.tenant AND a.agent = e.agent
		WHERE a.chosen = 'busy' AND (e.phase = 'in_call' OR e.phase = 'lock' AND e.lock_ends_at > clock)
			AND NOT EXISTS (SELECT FROM routing.v_open AS w WHERE w.tenant = e.tenant AND w.agent = e.agent
				AND w.state IN ('assigned', 'wrap_up') AND w.interaction = ANY (e.work))
		UNION ALL
		SELECT 'load_differs', a.tenant, a.agent, NULL, NULL
		FROM routing.agent AS a CROSS JOIN LATERAL routing.recount(a.tenant, a.agent) AS c
		WHERE (a.chat_count > 0 OR a.voice_count > 0 OR a.chosen <> 'logged_out')
			AND (a.chat_count, a.chat_load, a.voice_count) <> (c.chats, c.load, least(c.calls, 1))
	) AS f WHERE tenants IS NULL OR f.tenant = ANY (tenants) LIMIT least(limit_, 1000);
END $$;

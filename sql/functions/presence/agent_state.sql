-- agent_state: the one shape of the thing "agent" (kind 1). Its version is the gate's: whatever
-- changes here goes through routing.agent_gate, whatever changes there raises it too.
CREATE OR REPLACE FUNCTION presence.agent_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (
		SELECT ROW (COALESCE(g.version, 0), ARRAY[u.id], jsonb_build_object(
			'agent', u.id::text,
			'name', u.name,
			'status', COALESCE(a.chosen, 'logged_out'),
			'stop_new', COALESCE(a.stop_new, false),
			'code', a.code::text,
			'code_name', c.name,
			'since', ops.rfc3339(a.since),
			'set_by', COALESCE(a.set_by, 'rule'),
			'set_by_name', b.name,
			'reason', NULLIF(a.reason, ''),
			'until', ops.rfc3339(COALESCE(a.until, g.lock_ends_at)),
		-- For the router, which takes the gate from this state: when it is locked until, what it
		-- ranks by, how long it rings.
		'lock_ends_at', ops.rfc3339(g.lock_ends_at),
		'idle_since_us', routing.micros(g.idle_since),
		'offer_ms', u.offer_ms,
			'occupancy', w.occupancy,
			'shown', presence.shown(COALESCE(a.chosen, 'logged_out'), COALESCE(a.stop_new, false), w.occupancy,
				COALESCE(a.lease, 'none')),
			'lease', COALESCE(a.lease, 'none'),
			'load', COALESCE(g.chat_load, 0),
			'limit', COALESCE(g.chat_limit, u.chat_limit * 100),
			'chats', COALESCE(g.chat_count, 0),
			'chats_limit', COALESCE(g.chat_count_limit, u.chat_limit)))::ops.thing
		FROM directory.app_user AS u
		CROSS JOIN LATERAL (SELECT presence.occupancy(u.tenant, u.id) AS occupancy OFFSET 0) AS w
		LEFT JOIN presence.agent_status AS a ON a.tenant = u.tenant AND a.agent = u.id
		LEFT JOIN routing.v_agent AS g ON g.tenant = u.tenant AND g.agent = u.id
		LEFT JOIN directory.status_code AS c ON c.tenant = a.tenant AND c.id = a.code
		LEFT JOIN directory.app_user AS b ON b.tenant = a.tenant AND b.id = a.set_by_user
		WHERE u.tenant = agent_state.tenant AND u.id = agent_state.key AND u.has_seat);
END $$;

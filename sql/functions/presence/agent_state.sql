-- agent_state: the one shape of the thing "agent" (kind 1). Its version is the gate's: whatever
-- changes here goes through routing.agent_gate, whatever changes there raises it too.
-- In nearly all news, so single reads by key: half the time of one join, whose names are mostly null.
CREATE OR REPLACE FUNCTION presence.agent_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u directory.app_user;
	a presence.agent_status;
	g routing.v_agent;
	occupancy text;
	shown text;
	thing ops.thing;
BEGIN
	SELECT * INTO u FROM directory.app_user AS r WHERE r.tenant = $1 AND r.id = $2 AND r.has_seat;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT * INTO a FROM presence.agent_status AS r WHERE r.tenant = $1 AND r.agent = $2;
	SELECT * INTO g FROM routing.v_agent AS r WHERE r.tenant = $1 AND r.agent = $2;
	occupancy := presence.occupancy(tenant, key);
	shown := presence.shown(COALESCE(a.chosen, 'logged_out'), COALESCE(a.stop_new, false), occupancy, COALESCE(a.lease, 'none'));
	thing.version := COALESCE(g.version, 0);
	thing.audience := ARRAY[u.id];
	thing.state := jsonb_build_object(
		'agent', u.id::text,
		'name', u.name,
		'site', u.site_id::text,
		'status', COALESCE(a.chosen, 'logged_out'),
		'stop_new', COALESCE(a.stop_new, false),
		'code', a.code::text,
		'code_name', CASE WHEN a.code IS NOT NULL THEN
			(SELECT c.name FROM directory.status_code AS c WHERE c.tenant = $1 AND c.id = a.code) END,
		'since', ops.rfc3339(a.since),
		'set_by', COALESCE(a.set_by, 'rule'),
		'set_by_name', CASE WHEN a.set_by_user = u.id THEN u.name WHEN a.set_by_user IS NOT NULL THEN
			(SELECT b.name FROM directory.app_user AS b WHERE b.tenant = $1 AND b.id = a.set_by_user) END,
		'reason', NULLIF(a.reason, ''),
		'until', ops.rfc3339(COALESCE(a.until, g.lock_ends_at)),
		-- For the router, which takes the gate from this state: until when an emergency holds offers back, what it
		-- ranks by, how long it rings.
		'lock_ends_at', ops.rfc3339(g.lock_ends_at),
		'held_until', routing.held_text(g.held_until),
		'idle_since_us', routing.micros(g.idle_since),
		'emergency', (SELECT jsonb_build_object('phase', e.phase, 'since', ops.rfc3339(e.since), 'lock_ends_at', ops.rfc3339(e.lock_ends_at),
				'number', e.number, 'sent', presence.emergency_sent($1, $2), 'answered_at', ops.rfc3339(e.answered_at))
			FROM presence.emergency AS e WHERE e.tenant = $1 AND e.agent = $2 AND e.phase <> 'normal'),
		'offer_ms', u.offer_ms,
		'blending', COALESCE(g.blending, u.blending),
		'occupancy', occupancy,
		'shown', shown,
		'shown_until', ops.rfc3339(presence.shown_until(tenant, key, shown, g.lock_ends_at)),
		'shown_since', ops.rfc3339(presence.shown_since(tenant, key, shown, a.chosen, a.since)),
		'lease', COALESCE(a.lease, 'none'),
		'load', COALESCE(g.chat_load, 0),
		'limit', COALESCE(g.chat_limit, u.load_limit, u.chat_limit * 100),
		'chats', COALESCE(g.chat_count, 0),
		'chats_limit', COALESCE(g.chat_count_limit, u.chat_limit),
		'calls', COALESCE(g.voice_count, 0));
	RETURN thing;
END $$;

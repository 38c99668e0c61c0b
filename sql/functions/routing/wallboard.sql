-- wallboard: what happens now in the queues and with the agents that someone leads, with today's figures from the same
-- counters as the reports, and the raised alarms (SV-1, SV-5). Today begins at the tenant's midnight. At most 500
-- queues and agents. `known`: the version of the board that the asker has: while nothing has happened since, and for
-- five seconds at most, the answer is that alone. Read.
CREATE OR REPLACE FUNCTION routing.wallboard(tenant bigint, actor bigint, actor_role text, known text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
	version CONSTANT text := format('%s.%s', ops.feed_head(), extract(epoch FROM date_bin(interval '5 seconds', clock, timestamptz 'epoch'))::bigint);
	zone CONSTANT text := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = wallboard.tenant);
	today CONSTANT timestamptz := routing.local_moment((clock AT TIME ZONE zone)::date, zone, true);
	queues CONSTANT bigint[] := routing.led_queues(tenant, actor, actor_role);
	agents CONSTANT bigint[] := routing.led_things(tenant, actor, actor_role, 'agent');
BEGIN
	IF version = known THEN
		RETURN jsonb_build_object('version', version, 'changed', false);
	END IF;
	RETURN jsonb_build_object('version', version, 'changed', true, 'at', ops.rfc3339(clock), 'today_since', ops.rfc3339(today), 'time_zone', zone,
		'formulas', (SELECT jsonb_agg(jsonb_build_object('name', f.name, 'unit', f.unit, 'formula', routing.formula_text(f.over, f.under), 'words', f.words)
			ORDER BY f.place) FROM routing.formulas() AS f),
		'queues', COALESCE((SELECT jsonb_agg(routing.wallboard_queue(q, today, clock) ORDER BY q.name)
			FROM (SELECT * FROM routing.queue AS r WHERE r.tenant = wallboard.tenant AND (queues IS NULL OR r.id = ANY (queues))
				ORDER BY r.name LIMIT 500) AS q), '[]'),
		'agents', routing.wallboard_agents(tenant, agents, today, clock),
		'alarms', COALESCE((SELECT jsonb_agg(routing.alarm_json(r) ORDER BY r.id) FROM routing.alarm_raised AS r
			WHERE r.tenant = wallboard.tenant AND r.cleared_at IS NULL AND (queues IS NULL OR r.queue = ANY (queues))), '[]'));
END $$;

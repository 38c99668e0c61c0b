-- wallboard: what happens now in the queues and with the agents that someone leads, with today's figures from the same
-- counters as the reports, and the raised alarms (SV-1, SV-5). Today begins at the tenant's midnight. At most 500
-- queues and agents. `known`: the version of the board that the asker has: while nothing has happened since, and for
-- five seconds at most, the answer is that alone, and nothing is looked at for it. It reads counters, never a history:
-- agents' figures of the quarter that goes on are some seconds old (figures_at). Read.
CREATE OR REPLACE FUNCTION routing.wallboard(tenant bigint, actor bigint, actor_role text, known text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
	version CONSTANT text := routing.board_version(clock);
	zone text;
	today timestamptz;
	led bigint[];
	queues bigint[];
BEGIN
	IF version = known THEN
		RETURN jsonb_build_object('version', version, 'changed', false);
	END IF;
	zone := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = wallboard.tenant);
	today := routing.local_moment((clock AT TIME ZONE zone)::date, zone, true);
	led := routing.led_queues(tenant, actor, actor_role);
	queues := ARRAY(SELECT r.id FROM routing.queue AS r WHERE r.tenant = wallboard.tenant AND (led IS NULL OR r.id = ANY (led)) ORDER BY r.name LIMIT 500);
	RETURN jsonb_build_object('version', version, 'changed', true, 'at', ops.rfc3339(clock), 'today_since', ops.rfc3339(today), 'time_zone', zone,
		'figures_at', ops.rfc3339((SELECT l.at FROM routing.report_live AS l WHERE l.tenant = wallboard.tenant)),
		'formulas', (SELECT jsonb_agg(jsonb_build_object('of', f.of, 'name', f.name, 'unit', f.unit, 'formula', routing.formula_text(f.over, f.under), 'words', f.words)
			ORDER BY f.place) FROM routing.formulas() AS f),
		'queues', routing.wallboard_queues(tenant, queues, today, clock),
		'agents', routing.wallboard_agents(tenant, routing.led_things(tenant, actor, actor_role, 'agent'), today),
		'alarms', COALESCE((SELECT jsonb_agg(routing.alarm_json(r) ORDER BY r.id) FROM routing.alarm_raised AS r
			WHERE r.tenant = wallboard.tenant AND r.cleared_at IS NULL AND (led IS NULL OR r.queue = ANY (led))), '[]'));
END $$;

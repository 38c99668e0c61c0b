-- board: the wallboard's queues alone, those of an API key, or all where it names none; no agent, nobody's name. `known` as in
-- routing.wallboard. Read.
CREATE OR REPLACE FUNCTION routing.board(tenant bigint, api_key bigint, known text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock CONSTANT timestamptz := ops.clock();
	version CONSTANT text := routing.board_version(clock);
	zone text;
	today timestamptz;
	bound bigint[];
	queues bigint[];
BEGIN
	IF version = known THEN
		RETURN jsonb_build_object('version', version, 'changed', false);
	END IF;
	zone := (SELECT t.time_zone FROM directory.v_tenant AS t WHERE t.id = board.tenant);
	today := routing.local_moment((clock AT TIME ZONE zone)::date, zone, true);
	bound := (SELECT NULLIF(k.queue_ids, '{}') FROM directory.v_api_key AS k WHERE k.tenant = board.tenant AND k.id = board.api_key);
	queues := ARRAY(SELECT r.id FROM routing.queue AS r WHERE r.tenant = board.tenant AND (bound IS NULL OR r.id = ANY (bound)) ORDER BY r.name LIMIT 500);
	RETURN jsonb_build_object('version', version, 'changed', true, 'at', ops.rfc3339(clock), 'today_since', ops.rfc3339(today), 'time_zone', zone,
		'queues', routing.wallboard_queues(tenant, queues, today, clock));
END $$;

-- alarms_judge: raises and clears what is due by now, at most limit_ alarms (SV-5). Answers how many it raised or
-- cleared; -1 when another session is at it. Every instance may call it.
CREATE OR REPLACE FUNCTION routing.alarms_judge(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
	changed bigint := 0;
	due record;
BEGIN
	IF NOT pg_try_advisory_xact_lock(ops.key('reports', 0, 'alarms')) THEN
		RETURN -1;
	END IF;
	FOR due IN
		SELECT a.tenant, a.id, a.kind, a.name, a.queue_id, a.threshold, a.owner_id, r.id AS raised, v.value, routing.alarm_over(a.kind, a.threshold, v.value) AS over
		FROM routing.alarm AS a
		CROSS JOIN LATERAL (SELECT routing.alarm_value(a, clock) AS value OFFSET 0) AS v
		LEFT JOIN routing.alarm_raised AS r ON r.tenant = a.tenant AND r.alarm = a.id AND r.cleared_at IS NULL
		WHERE a.enabled AND routing.alarm_over(a.kind, a.threshold, v.value) <> (r.id IS NOT NULL)
		ORDER BY a.tenant, a.id LIMIT limit_
	LOOP
		IF due.over THEN
			PERFORM routing.alarm_raise(due.tenant, due.id, due.kind, due.name, due.queue_id, due.threshold, due.value, due.owner_id);
		ELSE
			PERFORM routing.alarm_clear(due.tenant, due.raised);
		END IF;
		changed := changed + 1;
	END LOOP;
	RETURN changed;
END $$;

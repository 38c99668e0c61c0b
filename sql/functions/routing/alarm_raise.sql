-- alarm_raise: an alarm is raised, with the measured value; answers its id. Internal.
CREATE OR REPLACE FUNCTION routing.alarm_raise(tenant bigint, alarm bigint, kind text, name text, queue bigint, threshold integer,
	value bigint, owner bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_id bigint := nextval('routing.alarm_raised_id');
BEGIN
	INSERT INTO routing.alarm_raised (tenant, id, alarm, kind, name, queue, threshold, value, owner, raised_at)
	VALUES (tenant, new_id, alarm, kind, name, queue, threshold, value, owner, ops.clock());
	PERFORM ops.emit_public(tenant, 11, new_id, 1, 'alarm.raised');
	RETURN new_id;
END $$;

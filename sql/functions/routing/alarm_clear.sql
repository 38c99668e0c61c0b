-- alarm_clear: what was raised is over. Internal.
CREATE OR REPLACE FUNCTION routing.alarm_clear(tenant bigint, id bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_version bigint;
BEGIN
	UPDATE routing.alarm_raised AS r SET cleared_at = greatest(ops.clock(), r.raised_at + interval '1 microsecond'), version = r.version + 1
	WHERE r.tenant = alarm_clear.tenant AND r.id = alarm_clear.id AND r.cleared_at IS NULL
	RETURNING r.version INTO new_version;
	IF FOUND THEN
		PERFORM ops.emit_public(tenant, 11, id, new_version, 'alarm.cleared');
	END IF;
END $$;

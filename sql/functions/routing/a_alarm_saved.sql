-- a_alarm_saved: an alarm that is deleted, switched off or measures another thing clears what it has raised.
-- Keys: config.
CREATE OR REPLACE FUNCTION routing.a_alarm_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	raised bigint;
BEGIN
	IF before IS NULL OR (after ->> 'enabled')::boolean AND (before -> 'queue_id', before -> 'kind') = (after -> 'queue_id', after -> 'kind') THEN
		RETURN;
	END IF;
	SELECT r.id INTO raised FROM routing.alarm_raised AS r
	WHERE r.tenant = a_alarm_saved.tenant AND r.alarm = a_alarm_saved.id AND r.cleared_at IS NULL;
	IF FOUND THEN
		PERFORM routing.alarm_clear(tenant, raised);
	END IF;
END $$;

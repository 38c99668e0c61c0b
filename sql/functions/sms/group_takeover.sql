-- group_takeover: what a former holder of the group left in `sending` becomes unknown: it is
-- never sent twice in silence (rule 8, SMS-31). At most 100 a call, until it answers 0 and 0.
-- Takes the messages' keys itself, without waiting; left_: those that another call holds now.
-- No row: this epoch does not hold the group.
CREATE OR REPLACE FUNCTION sms.group_takeover(tenant bigint, group_id bigint, epoch bigint)
RETURNS TABLE (changed integer, left_ integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o sms.outbox;
BEGIN
	IF NOT sms.group_held(group_id, epoch) THEN
		RETURN;
	END IF;
	changed := 0;
	left_ := 0;
	FOR o IN SELECT * FROM sms.outbox AS r
		WHERE r.tenant = group_takeover.tenant AND r.group_id = group_takeover.group_id
			AND r.state = 'sending' AND r.epoch < group_takeover.epoch
		ORDER BY r.id LIMIT 100
	LOOP
		IF pg_try_advisory_xact_lock(ops.key('message', o.tenant, o.message::text)) THEN
			PERFORM sms.outbox_close(o, 'unknown', 'takeover', NULL);
			PERFORM sms.lost_note(o);
			changed := changed + 1;
		ELSE
			left_ := left_ + 1;
		END IF;
	END LOOP;
	RETURN NEXT;
END $$;

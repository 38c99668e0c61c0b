-- holds_due: texts whose quiet hours are over are to be sent (SMS-21), at most limit_ a call; where they are not over after all, for
-- the hours have changed, they wait on. Takes the messages' keys itself, without waiting: what another call holds is the next one's.
-- outcome ok; lifted: how many.
CREATE OR REPLACE FUNCTION sms.holds_due(limit_ integer, OUT outcome text, OUT lifted integer, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	clock timestamptz := ops.clock();
	due record;
	o sms.outbox;
	quiet record;
BEGIN
	lifted := 0;
	FOR due IN SELECT r.tenant, r.id, r.message FROM sms.outbox AS r WHERE r.held_until <= clock ORDER BY r.held_until, r.id LIMIT limit_ LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('message', due.tenant, due.message::text));
		SELECT * INTO o FROM sms.outbox AS r WHERE r.tenant = due.tenant AND r.id = due.id AND r.held_until <= clock;
		CONTINUE WHEN NOT FOUND;
		quiet := sms.quiet_until(o.tenant, o.channel, o.number, clock);
		IF quiet.until IS NULL THEN
			PERFORM sms.hold_lift(o);
			lifted := lifted + 1;
		ELSE
			UPDATE sms.outbox AS r SET held_until = quiet.until, not_before = quiet.until,
				valid_until = quiet.until + (r.valid_until - r.not_before)
			WHERE r.tenant = o.tenant AND r.id = o.id;
		END IF;
	END LOOP;
	outcome := 'ok';
	news := ops.news(mark);
END $$;

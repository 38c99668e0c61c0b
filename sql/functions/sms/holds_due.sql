-- holds_due: texts whose quiet hours are over are to be sent (SMS-21), at most limit_ a call; where they are not over after all, for
-- the hours have changed, they wait on. And those of a channel whose hours were changed (holds_review), as many. Takes the messages'
-- keys itself, without waiting: what another call holds is the next one's.
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
BEGIN
	lifted := 0;
	FOR due IN SELECT r.tenant, r.id, r.message FROM sms.outbox AS r WHERE r.held_until <= clock ORDER BY r.held_until, r.id LIMIT limit_ LOOP
		CONTINUE WHEN NOT pg_try_advisory_xact_lock(ops.key('message', due.tenant, due.message::text));
		SELECT * INTO o FROM sms.outbox AS r WHERE r.tenant = due.tenant AND r.id = due.id AND r.held_until <= clock;
		IF FOUND AND sms.hold_judge(o) THEN
			lifted := lifted + 1;
		END IF;
	END LOOP;
	lifted := lifted + sms.holds_judge(limit_);
	outcome := 'ok';
	news := ops.news(mark);
END $$;

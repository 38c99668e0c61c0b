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
BEGIN
	lifted := 0;
	FOR due IN SELECT r.tenant, r.id, r.message FROM sms.outbox AS r WHERE r.held_until <= clock ORDER BY r.held_until, r.id LIMIT limit_ LOOP
		lifted := lifted + COALESCE(sms.hold_judge(due.tenant, due.id, due.message)::integer, 0);
	END LOOP;
	lifted := lifted + sms.holds_judge(limit_);
	outcome := 'ok';
	news := ops.news(mark);
END $$;

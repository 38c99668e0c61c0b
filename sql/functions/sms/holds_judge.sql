-- holds_judge: judges again what channels hold whose quiet hours were changed (holds_review), in order, at most limit_ texts a call. It
-- goes on where the last call stopped: at the end, or at a text that another call holds. Not before two seconds after a call has first seen the
-- change: by then what was held by the former hours is committed. Answers how many were lifted.
CREATE OR REPLACE FUNCTION sms.holds_judge(limit_ integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	review sms.hold_review;
	due record;
	o sms.outbox;
	held boolean; -- by another call
	seen integer := 0;
	lifted integer := 0;
BEGIN
	UPDATE sms.hold_review AS r SET at = ops.clock() WHERE r.id IN (SELECT n.id FROM sms.hold_review AS n WHERE n.at IS NULL ORDER BY n.id LIMIT 100 FOR UPDATE SKIP LOCKED);
	FOR review IN SELECT * FROM sms.hold_review AS r WHERE r.at <= ops.clock() - interval '2 seconds' ORDER BY r.id LIMIT 100 FOR UPDATE SKIP LOCKED LOOP
		held := false;
		FOR due IN SELECT r.id, r.message FROM sms.outbox AS r WHERE r.tenant = review.tenant AND r.channel = review.channel
			AND r.id > review.after AND r.held_until IS NOT NULL ORDER BY r.id LIMIT limit_ - seen
		LOOP
			held := NOT pg_try_advisory_xact_lock(ops.key('message', review.tenant, due.message::text));
			EXIT WHEN held;
			seen := seen + 1;
			SELECT * INTO o FROM sms.outbox AS r WHERE r.tenant = review.tenant AND r.id = due.id AND r.held_until IS NOT NULL;
			IF FOUND AND sms.hold_judge(o) THEN
				lifted := lifted + 1;
			END IF;
			review.after := due.id;
		END LOOP;
		IF held OR seen >= limit_ THEN
			UPDATE sms.hold_review AS r SET after = review.after WHERE r.id = review.id;
		ELSE
			DELETE FROM sms.hold_review AS r WHERE r.id = review.id;
		END IF;
		EXIT WHEN seen >= limit_;
	END LOOP;
	RETURN lifted;
END $$;

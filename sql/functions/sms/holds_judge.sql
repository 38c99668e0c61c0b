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
	done boolean; -- null: another call holds the text
	seen integer := 0;
	lifted integer := 0;
BEGIN
	UPDATE sms.hold_review AS r SET at = ops.clock() WHERE r.id IN (SELECT n.id FROM sms.hold_review AS n WHERE n.at IS NULL ORDER BY n.id LIMIT 100 FOR UPDATE SKIP LOCKED);
	FOR review IN SELECT * FROM sms.hold_review AS r WHERE r.at <= ops.clock() - interval '2 seconds' ORDER BY r.id LIMIT 100 FOR UPDATE SKIP LOCKED LOOP
		done := false;
		FOR due IN SELECT r.id, r.message FROM sms.outbox AS r WHERE r.tenant = review.tenant AND r.channel = review.channel
			AND r.id > review.after AND r.held_until IS NOT NULL ORDER BY r.id LIMIT limit_ - seen
		LOOP
			done := sms.hold_judge(review.tenant, due.id, due.message);
			EXIT WHEN done IS NULL;
			seen := seen + 1;
			lifted := lifted + done::integer;
			review.after := due.id;
		END LOOP;
		IF done IS NULL OR seen >= limit_ THEN
			UPDATE sms.hold_review AS r SET after = review.after WHERE r.id = review.id;
		ELSE
			DELETE FROM sms.hold_review AS r WHERE r.id = review.id;
		END IF;
		EXIT WHEN seen >= limit_;
	END LOOP;
	RETURN lifted;
END $$;

-- overflow_to: what a queue's overflow would do now to what waits in it: 'queue', 'reply', 'callback', 'voicemail', 'tell' (the text alone: an agent had accepted it, so nothing but an agent ends it, SMS-7; a caller who
-- is back in the queue waits for nobody's act, so a call goes on as the queue says), or null:
-- nothing (any more). Into an open queue only, and never into one that it has left by an overflow.
CREATE OR REPLACE FUNCTION routing.overflow_to(q routing.queue, i routing.interaction, clock timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF q.overflow_action = 'queue' THEN
		RETURN (SELECT 'queue' FROM routing.queue AS t WHERE t.tenant = q.tenant AND t.id = q.overflow_queue AND t.medium = q.medium
			AND routing.schedule_open(t.tenant, t.schedule_id, clock) AND NOT COALESCE(t.id = ANY (i.left_queues), false));
	ELSIF i.former_agent IS NULL OR i.medium = 'voice' THEN
		RETURN CASE WHEN q.overflow_action IN ('reply', 'voicemail') OR q.overflow_action = 'callback' AND routing.can_call_back(i) THEN q.overflow_action END;
	END IF;
	RETURN CASE WHEN q.overflow_text IS NOT NULL AND NOT i.overflow_told THEN 'tell' END;
END $$;

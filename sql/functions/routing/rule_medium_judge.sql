-- rule_medium_judge: refuses a rule that leads a call anywhere but into a queue of calls, or anything else into one; and what of a call
-- can't be asked or done: it says no words, and no text answers it.
CREATE OR REPLACE FUNCTION routing.rule_medium_judge(tenant bigint, rule jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	calls CONSTANT boolean := (SELECT c.medium = 'voice' FROM directory.v_any_channel AS c
		WHERE c.tenant = $1 AND c.id = (rule ->> 'channel_id')::bigint);
	leads CONSTANT boolean := (SELECT q.medium = 'voice' FROM routing.queue AS q WHERE q.tenant = $1 AND q.id = (rule ->> 'queue_id')::bigint);
	field text;
BEGIN
	IF leads <> calls THEN
		PERFORM ops.resource_refuse('invalid', 'queue_id', CASE WHEN calls THEN 'Is no queue of calls: a voice channel''s rules lead to queues of medium voice.'
			ELSE 'Is a queue of calls: only voice channels'' rules lead there.' END);
	ELSIF calls AND rule ->> 'auto_reply' IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', 'auto_reply', 'A call is not answered by a text: name a queue of medium voice.');
	ELSIF calls THEN
		field := (SELECT min(c.key) FROM jsonb_object_keys(rule -> 'conditions') AS c (key) WHERE c.key IN ('keyword', 'page', 'form'));
		IF field IS NOT NULL THEN
			PERFORM ops.resource_refuse('invalid', 'conditions/' || field, 'Never holds of a call.');
		END IF;
	END IF;
END $$;

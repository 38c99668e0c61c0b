-- erasures_step: one bounded step of the oldest erasure that is under way: limit_ texts of a conversation,
-- then what was recorded or logged of their numbers' calls, then a stretch of carriers' calls, then one of what was answered to commands. Any number may call it. Answers
-- 1 when it did something, 0 when nothing is due or others hold it.
CREATE OR REPLACE FUNCTION messaging.erasures_step(limit_ integer)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	e messaging.erasure;
	raw record;
	conversation bigint;
BEGIN
	SELECT * INTO e FROM messaging.erasure AS r WHERE r.done_at IS NULL ORDER BY r.id LIMIT 1 FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		RETURN 0;
	END IF;
	conversation := e.conversations[1];
	IF conversation IS NOT NULL AND messaging.conversation_erase(e.tenant, conversation, e.words, limit_)
		AND voice.voicemails_erase(e.tenant, conversation) THEN
		PERFORM voice.recordings_erase(e.tenant, conversation); -- their own retention leaves them where a transcript's takes the text
		e.conversations := e.conversations[2:];
	ELSIF conversation IS NOT NULL THEN
		-- Another one first: whoever works on this one is not waited for.
		e.conversations := e.conversations[2:] || conversation;
	ELSIF voice.numbers_erase(e.tenant, e.numbers, limit_) THEN
		raw := sms.personal_erase(e.tenant, e.numbers, e.raw_at, e.raw_id, limit_);
		e.raw_at := raw.at;
		e.raw_id := raw.id;
		e.counts := jsonb_set(e.counts, '{raw_inbound}', to_jsonb(COALESCE((e.counts ->> 'raw_inbound')::bigint, 0) + raw.erased));
		IF NOT raw.more THEN
			e.command_after := (ops.commands_erase(e.tenant, e.patterns, e.command_after, 20 * limit_)).looked_to;
		END IF;
		IF e.command_after IS NULL THEN -- there are no more
			e.command_after := '\x';
			e.numbers := '{}';
			e.patterns := '{}';
			e.done_at := ops.clock();
		END IF;
	END IF;
	UPDATE messaging.erasure AS r
	SET conversations = e.conversations, counts = e.counts, numbers = e.numbers, patterns = e.patterns, raw_at = e.raw_at,
		raw_id = e.raw_id, command_after = e.command_after, done_at = e.done_at, version = r.version + 1
	WHERE r.tenant = e.tenant AND r.id = e.id;
	RETURN 1;
END $$;

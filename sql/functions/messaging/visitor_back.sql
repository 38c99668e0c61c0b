-- visitor_back: a visitor who was taken for gone was heard of again. Answers 'ok'. Keys: conversation.
CREATE OR REPLACE FUNCTION messaging.visitor_back(tenant bigint, conversation bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	v messaging.visitor;
	need bigint[] := ARRAY[messaging.key_of(tenant, conversation)];
BEGIN
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO v FROM messaging.visitor AS r WHERE r.tenant = visitor_back.tenant AND r.conversation = visitor_back.conversation
		AND r.closed_at IS NULL AND r.ended_at IS NULL;
	PERFORM messaging.visitor_returned(v);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

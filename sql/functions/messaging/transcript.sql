-- transcript: the closed record of an interaction: its messages with the hash stored at its end,
-- and whether each still has it (null: its text was erased); to who gave it away, those of their time. Read.
CREATE OR REPLACE FUNCTION messaging.transcript(tenant bigint, id bigint, actor bigint,
	actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	t messaging.transcript;
	c messaging.conversation;
	list jsonb;
	until timestamptz;
BEGIN
	SELECT * INTO t FROM messaging.transcript AS r WHERE r.tenant = transcript.tenant AND r.id = transcript.id;
	IF NOT FOUND THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	until := routing.interaction_read_until(tenant, id, actor, actor_role);
	IF until IS NULL THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = t.tenant AND r.id = t.conversation;
	SELECT jsonb_agg(messaging.message_json(m) || jsonb_build_object('sha256', e.entry -> 'sha256',
		'intact', CASE WHEN m.erased_at IS NULL THEN e.entry ->> 'sha256' = messaging.message_sha256(m) END) ORDER BY m.seq)
	INTO list
	FROM jsonb_array_elements(t.messages) AS e (entry)
	JOIN messaging.message AS m ON m.tenant = t.tenant AND m.conversation = t.conversation
		AND m.seq = (e.entry ->> 'seq')::bigint AND m.at BETWEEN t.opened_at AND least(t.closed_at, until);
	RETURN ROW ('ok', jsonb_build_object('id', t.id::text, 'transcript', t.id::text, 'interaction', t.id::text,
		'conversation', t.conversation::text, 'channel', routing.channel_json(t.tenant, c.channel),
		'number', c.number, 'customer', messaging.customer_json(c.tenant, c.customer),
		'case', messaging.case_json(t.tenant, t.case_id), 'opened_at', ops.rfc3339(t.opened_at),
		'closed_at', ops.rfc3339(t.closed_at), 'closed_by', t.closed_by::text,
		'messages', COALESCE(list, '[]')), NULL, NULL)::ops.answer;
END $$;

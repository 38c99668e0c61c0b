-- transcript_head: a transcript as lists show it: between whom, when and by what, without what was said; message_count: how many of its messages are read by
-- someone who reads until `until`.
CREATE OR REPLACE FUNCTION messaging.transcript_head(tenant bigint, id bigint, until timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	t messaging.transcript;
	c messaging.conversation;
	i routing.v_interaction;
BEGIN
	SELECT * INTO t FROM messaging.transcript AS r WHERE r.tenant = transcript_head.tenant AND r.id = transcript_head.id;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = t.tenant AND r.id = t.conversation;
	SELECT * INTO i FROM routing.v_interaction AS r WHERE r.tenant = t.tenant AND r.id = t.id;
	RETURN jsonb_build_object('id', t.id::text, 'interaction', t.id::text, 'conversation', t.conversation::text,
		'channel', routing.channel_json(t.tenant, c.channel), 'number', c.number, 'customer', messaging.customer_json(c.tenant, c.customer),
		'queue', (SELECT jsonb_build_object('id', q.id::text, 'name', q.name) FROM routing.v_queue AS q WHERE q.tenant = t.tenant AND q.id = i.queue),
		'agent', routing.person_json(t.tenant, i.agent),
		'case', (SELECT jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title)
			FROM messaging.case_ AS k WHERE k.tenant = t.tenant AND k.id = t.case_id),
		'opened_at', ops.rfc3339(t.opened_at), 'closed_at', ops.rfc3339(t.closed_at), 'closed_by', t.closed_by::text,
		'message_count', CASE WHEN until >= t.closed_at THEN jsonb_array_length(t.messages) ELSE (
			SELECT count(*) FROM jsonb_array_elements(t.messages) AS e (entry) JOIN messaging.message AS m ON m.tenant = t.tenant
				AND m.conversation = t.conversation AND m.seq = (e.entry ->> 'seq')::bigint AND m.at BETWEEN t.opened_at AND until) END);
END $$;

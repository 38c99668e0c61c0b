-- erasure_json: an erasure as the API shows it; `counts` is what stood there when it was asked for.
CREATE OR REPLACE FUNCTION messaging.erasure_json(e messaging.erasure)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', e.id::text, 'customer', e.customer::text, 'asked_at', ops.rfc3339(e.asked_at),
		'asked_by', e.asked_by::text, 'counts', e.counts, 'conversations_left', cardinality(e.conversations),
		'done_at', ops.rfc3339(e.done_at), 'version', e.version::text)
$$;

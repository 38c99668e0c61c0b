-- customer_record: what is kept of a customer besides conversations, for the export; with the records that are part of theirs.
CREATE OR REPLACE FUNCTION messaging.customer_record(tenant bigint, customer bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object(
		'customer', (SELECT jsonb_build_object('id', c.id::text, 'name', c.name, 'company', c.company, 'language', c.language, 'notes', c.notes,
			'created_at', ops.rfc3339(c.created_at), 'erased_at', ops.rfc3339(c.erased_at), 'merged_into', c.merged_into::text) FROM messaging.customer AS c
			WHERE c.tenant = $1 AND c.id = $2),
		'numbers', messaging.numbers_of($1, $2),
		'merged', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', c.id::text, 'name', c.name, 'company', c.company, 'language', c.language, 'notes', c.notes,
			'created_at', ops.rfc3339(c.created_at)) ORDER BY c.id), '[]') FROM messaging.customer AS c
			WHERE c.tenant = $1 AND c.id = ANY (messaging.customer_parts($1, $2))),
		'cases', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title,
			'state', k.state, 'created_at', ops.rfc3339(k.created_at), 'closed_at', ops.rfc3339(k.closed_at),
			'changes', messaging.case_changes($1, k.id)) ORDER BY k.id), '[]')
			FROM messaging.case_ AS k WHERE k.tenant = $1 AND (k.customer = $2
				OR (k.customer IS NULL AND k.customer_number = ANY (messaging.customer_numbers($1, $2))))),
		'opt_outs', (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('channel', o.channel::text, 'state', o.state,
			'since', ops.rfc3339(o.since))), '[]')
			FROM messaging.customer_conversations($1, $2) AS c
			JOIN sms.v_opt_out AS o ON o.tenant = c.tenant AND o.channel = c.channel AND o.number_hash = c.number_hash))
$$;

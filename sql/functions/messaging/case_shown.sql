-- case_shown: the one shape of a case.
CREATE OR REPLACE FUNCTION messaging.case_shown(k messaging.case_)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title, 'state', k.state,
		'customer', messaging.customer_json(k.tenant, k.customer), 'customer_number', k.customer_number,
		'created_at', ops.rfc3339(k.created_at), 'created_by', routing.person_json(k.tenant, k.created_by),
		'closed_at', ops.rfc3339(k.closed_at), 'closed_by', routing.person_json(k.tenant, k.closed_by),
		'reopened_at', ops.rfc3339(k.reopened_at), 'reopened_by', routing.person_json(k.tenant, k.reopened_by), 'version', k.version::text);
END $$;

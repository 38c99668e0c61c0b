-- case_emit: the event of a case as it stands now, with what a later version changes. Internal.
CREATE OR REPLACE FUNCTION messaging.case_emit(tenant bigint, case_id bigint, type text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM ops.emit_public(k.tenant, 25, k.id, k.version, type, jsonb_strip_nulls(jsonb_build_object('state', k.state,
		'customer', k.customer, 'closed_at', k.closed_at, 'closed_by', k.closed_by, 'reopened_at', k.reopened_at,
		'reopened_by', k.reopened_by)))
	FROM messaging.case_ AS k WHERE k.tenant = case_emit.tenant AND k.id = case_emit.case_id;
END $$;

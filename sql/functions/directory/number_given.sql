-- number_given: tells an organisation that whoever operates the installation changed one of its numbers: by the audit log and its daemons. Internal.
CREATE OR REPLACE FUNCTION directory.number_given(origin jsonb, tenant bigint, id bigint, stage text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM ops.audit_add(tenant, NULL, 'operator', 'phone_number_update', 8, id,
		'{"resource": "phone_number"}' || origin || jsonb_build_object('after', jsonb_build_object('state', stage)));
	PERFORM directory.resource_changed(tenant, id);
END $$;

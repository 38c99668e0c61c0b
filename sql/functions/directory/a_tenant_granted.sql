-- a_tenant_granted: how administrators log in is what the scope administrators is for.
CREATE OR REPLACE FUNCTION directory.a_tenant_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF item ?| '{second_factor_roles,password_min}' THEN
		PERFORM directory.key_judge(tenant, who, 'administrators');
	END IF;
END $$;

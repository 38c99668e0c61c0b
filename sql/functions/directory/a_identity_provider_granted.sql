-- a_identity_provider_granted: a provider says who logs in, as an administrator too: what an API key needs to make one, it needs here.
CREATE OR REPLACE FUNCTION directory.a_identity_provider_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE sql STABLE
AS $$
	SELECT directory.key_judge(tenant, who, 'administrators')
$$;

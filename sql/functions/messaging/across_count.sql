-- across_count: the open conversations between a Work account and an agent account: what a change of the tenant's mode closes for writing
-- or opens for it. Of the pair the Work account, negative, stands first (pair_key). Read.
CREATE OR REPLACE FUNCTION messaging.across_count(tenant bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT count(*) FROM messaging.conversation AS c
		WHERE c.tenant = across_count.tenant AND c.channel = 0 AND c.state = 'open' AND c.number LIKE '-%,%' AND c.number NOT LIKE '%,-%');
END $$;

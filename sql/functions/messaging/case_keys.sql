-- case_keys: the lock keys of a case and of its customer. Who holds them links nothing to a case that is being closed (case_update) or that becomes another customer's
-- (customer_merge, customer_unmerge). None of null. Internal, also called by routing.
CREATE OR REPLACE FUNCTION messaging.case_keys(tenant bigint, case_id bigint)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN array_remove(ARRAY[ops.key('case', tenant, case_id::text),
		ops.key('customer', tenant, (SELECT k.customer::text FROM messaging.case_ AS k WHERE k.tenant = case_keys.tenant AND k.id = case_keys.case_id))], NULL);
END $$;

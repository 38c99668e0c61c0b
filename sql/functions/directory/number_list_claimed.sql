-- number_list_claimed: a number stands in the organisation's list, and is claimed (number_claim). Answers its id. Keys: as number_claim.
CREATE OR REPLACE FUNCTION directory.number_list_claimed(tenant bigint, number text, field text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	listed bigint;
BEGIN
	INSERT INTO directory.phone_number AS n (tenant, number) VALUES (tenant, number)
	ON CONFLICT ON CONSTRAINT phone_number_tenant_number_key DO UPDATE SET version = n.version + 1 RETURNING n.id INTO listed;
	PERFORM directory.number_claim(tenant, listed, field);
	RETURN listed;
END $$;

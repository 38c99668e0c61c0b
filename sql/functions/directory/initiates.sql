-- initiates: whether somebody of this role may begin texts on their own (the permission sms_initiate, SMS-10).
CREATE OR REPLACE FUNCTION directory.initiates(tenant bigint, actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN COALESCE((SELECT actor_role = ANY (t.sms_initiate_roles) FROM directory.tenant AS t WHERE t.id = initiates.tenant), false);
END $$;

-- interaction_party_until: interaction_shared_until by id, for messages.
CREATE OR REPLACE FUNCTION routing.interaction_party_until(tenant bigint, interaction bigint, actor bigint)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = $1 AND r.id = $2;
	RETURN CASE WHEN FOUND THEN routing.interaction_shared_until(i, actor) END;
END $$;

-- interaction_get: one interaction as a frame, to who may see it. Read.
CREATE OR REPLACE FUNCTION routing.interaction_get(tenant bigint, id bigint, actor bigint,
	actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_get.tenant AND r.id = interaction_get.id;
	IF NOT FOUND THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF NOT routing.interaction_visible(i, actor, actor_role) THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', ops.frame(3, tenant, id), NULL, NULL)::ops.answer;
END $$;

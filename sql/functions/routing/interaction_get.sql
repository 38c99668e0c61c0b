-- interaction_get: one interaction as a frame, to who may see it. key: the API key that asks, null: a person does; it
-- sees what it began or wrote into, without what agents noted. Read.
DROP FUNCTION IF EXISTS routing.interaction_get(bigint, bigint, bigint, text); -- a key saw all
CREATE OR REPLACE FUNCTION routing.interaction_get(tenant bigint, id bigint, actor bigint,
	actor_role text, key bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	frame jsonb;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_get.tenant AND r.id = interaction_get.id;
	IF NOT FOUND THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF key IS NOT NULL AND routing.interaction_written(tenant, id, key) IS NULL THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF key IS NULL AND NOT routing.interaction_visible(i, actor, actor_role) AND NOT routing.serves_ended(i, actor) THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	frame := ops.frame(3, tenant, id) #- '{state,text}'; -- what the rules look at is nobody's to read
	RETURN ROW ('ok', CASE WHEN key IS NULL THEN frame ELSE jsonb_set(frame, '{state,note}', 'null') END, NULL, NULL)::ops.answer;
END $$;

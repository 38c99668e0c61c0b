-- interaction_read_until: up to when someone may read an interaction's messages and transcript: as they see it (interaction_seen_until); of what has
-- ended all, who serves its queue: its customer may be theirs next. What has no interaction is for administrators.
CREATE OR REPLACE FUNCTION routing.interaction_read_until(tenant bigint, interaction bigint,
	actor bigint, actor_role text)
RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = $1 AND r.id = $2;
	IF NOT FOUND THEN
		RETURN CASE WHEN actor_role = 'administrator' THEN 'infinity'::timestamptz END;
	END IF;
	RETURN CASE WHEN routing.serves_ended(i, actor) THEN 'infinity' ELSE routing.interaction_seen_until(i, actor, actor_role) END;
END $$;

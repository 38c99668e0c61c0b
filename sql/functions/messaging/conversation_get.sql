-- conversation_get: one conversation as a frame, to who may read it (read_until); an internal one to who reads it as `account`
-- (null: of an app that has none). Read.
DROP FUNCTION IF EXISTS messaging.conversation_get(bigint, bigint, bigint, text); -- it knew no accounts
CREATE OR REPLACE FUNCTION messaging.conversation_get(tenant bigint, id bigint, actor bigint,
	actor_role text, account bigint DEFAULT NULL)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r
	WHERE r.tenant = conversation_get.tenant AND r.id = conversation_get.id;
	IF NOT FOUND OR (messaging.is_hidden(c, account) AND NOT messaging.is_watched(c, actor)) THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF c.owner IS NULL AND NOT messaging.is_internal(c.kind) AND messaging.read_until(c, actor, actor_role) IS NULL THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	RETURN ROW ('ok', ops.frame(4, tenant, id), NULL, NULL)::ops.answer;
END $$;

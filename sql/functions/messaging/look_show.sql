-- look_show: until when somebody looks at a conversation, {"until"}; null: they don't, or may not any more. Read.
CREATE OR REPLACE FUNCTION messaging.look_show(tenant bigint, actor bigint, conversation bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
BEGIN
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = look_show.tenant AND r.id = look_show.conversation;
	IF NOT FOUND OR NOT messaging.is_watched(c, actor) THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('until', ops.rfc3339(w.until)) FROM messaging.watch AS w
		WHERE w.tenant = c.tenant AND w.conversation = c.id AND w.account = actor);
END $$;

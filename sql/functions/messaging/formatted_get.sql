-- formatted_get: a message's formatted text with its author's name, for who may read it; its plain text where it has no other. Read.
CREATE OR REPLACE FUNCTION messaging.formatted_get(tenant bigint, id bigint, actor bigint, side text, actor_role text)
RETURNS TABLE (html text, text text, author text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m messaging.message;
BEGIN
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = formatted_get.id AND r.tenant = formatted_get.tenant;
	IF FOUND AND messaging.reads_message(tenant, m.conversation, m.at, actor, side, actor_role) THEN
		RETURN QUERY SELECT m.html, m.text, (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = m.tenant AND u.id = m.author);
	END IF;
END $$;

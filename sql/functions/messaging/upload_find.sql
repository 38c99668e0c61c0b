-- upload_find: a stored file for who gave it or may read its message. A message
-- that was deleted has none. Null: there is none for them. Read.
CREATE OR REPLACE FUNCTION messaging.upload_find(tenant bigint, id bigint, actor bigint, side text, actor_role text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u messaging.upload;
BEGIN
	SELECT * INTO u FROM messaging.upload AS r WHERE r.tenant = upload_find.tenant AND r.id = upload_find.id;
	IF FOUND AND ((u.user_id = actor AND (u.side = upload_find.side OR u.fax IS NOT NULL)) -- faxes are a user's, on both sides
		OR (u.message IS NOT NULL AND u.state = 'stored'
			AND NOT EXISTS (SELECT FROM messaging.message AS m WHERE m.id = u.message AND m.tenant = u.tenant AND m.deleted_at IS NOT NULL)
			AND messaging.reads_message(tenant, u.conversation, u.message_at, actor, side, actor_role))) THEN
		RETURN messaging.upload_json(u);
	END IF;
	RETURN NULL;
END $$;

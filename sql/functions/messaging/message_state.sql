-- message_state: a message by its id.
CREATE OR REPLACE FUNCTION messaging.message_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m messaging.message;
	thing ops.thing;
BEGIN
	SELECT * INTO m FROM messaging.message AS r
	WHERE r.id = message_state.key AND r.tenant = message_state.tenant;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	thing.version := m.version;
	thing.audience := (SELECT CASE WHEN m.direction = 'said' THEN messaging.chat_audience(c, true) ELSE messaging.audience(c) END FROM messaging.conversation AS c
		WHERE c.tenant = m.tenant AND c.id = m.conversation);
	thing.state := messaging.message_json(m);
	RETURN thing;
END $$;

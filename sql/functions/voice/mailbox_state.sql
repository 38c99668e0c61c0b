-- mailbox_state: the one shape of the thing "mailbox" (kind 22), for the pages of its Work user.
CREATE OR REPLACE FUNCTION voice.mailbox_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m voice.mailbox;
	thing ops.thing;
BEGIN
	SELECT * INTO m FROM voice.mailbox AS r WHERE r.tenant = mailbox_state.tenant AND r.owner = mailbox_state.key;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	thing.version := m.version;
	thing.audience := ARRAY[-m.owner];
	thing.state := jsonb_build_object('user', m.owner::text, 'unheard', m.unheard, 'heard', m.heard);
	RETURN thing;
END $$;

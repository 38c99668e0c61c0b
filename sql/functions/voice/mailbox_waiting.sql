-- mailbox_waiting: how many messages a Work user has, and where those phones of theirs are that have registered with an instance of voiced
-- (SP-14); the newest first; none for who never had a message. Read.
CREATE OR REPLACE FUNCTION voice.mailbox_waiting(tenant bigint, owner bigint, instance text)
RETURNS TABLE (unheard integer, heard integer, username text, contact text, source text, transport text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT m.unheard, m.heard, b.username, b.contact, b.source, b.transport
	FROM voice.v_device_binding AS b JOIN voice.mailbox AS m ON m.tenant = $1 AND m.owner = $2
	WHERE b.tenant = $1 AND b.owner = $2 AND b.side = 'work' AND b.instance = $3 AND b.transport <> 'ws'
	ORDER BY b.renewed_at DESC, b.contact LIMIT 50
$$;

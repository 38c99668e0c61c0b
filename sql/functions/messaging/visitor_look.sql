-- visitor_look: a web chat for who has its token, and, for the process alone, which conversation it is and who talks with them. No row: nobody's
-- token. Read.
CREATE OR REPLACE FUNCTION messaging.visitor_look(tenant bigint, channel bigint, token_hash bytea, after_seq bigint)
RETURNS TABLE (body jsonb, conversation bigint, agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v messaging.visitor := messaging.visitor_find(tenant, channel, token_hash);
BEGIN
	IF v.id IS NOT NULL THEN
		RETURN QUERY SELECT messaging.visitor_shown(v, after_seq), v.conversation, (SELECT i.agent FROM routing.v_interaction AS i
			JOIN messaging.conversation AS c ON c.tenant = i.tenant AND c.interaction = i.id
			WHERE c.tenant = v.tenant AND c.id = v.conversation AND c.state = 'open' AND i.state = 'assigned');
	END IF;
END $$;

-- typing: whom to tell that an account types in an internal conversation or with a web chat's visitor: {"outcome", "audience", "state"}. Nothing is stored. Read.
CREATE OR REPLACE FUNCTION messaging.typing(tenant bigint, account bigint, conversation bigint)
RETURNS TABLE (outcome text, audience bigint[], state jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation := messaging.chat_of(tenant, conversation);
	p messaging.party := messaging.party_of(tenant, conversation, account);
	pair bigint[] := messaging.pair_of(c.number);
BEGIN
	outcome := CASE
		WHEN p.account IS NULL OR p.role = 'invited' OR NOT messaging.chat_read_by(c, account) THEN 'not_found'
		WHEN messaging.verdict('typing', messaging.side_of(p.account), CASE WHEN c.kind = 'room' THEN 'room'
			ELSE messaging.side_of((array_remove(pair, p.account))[1]) END) <> 'ok' THEN 'not_here'
		WHEN c.state <> 'open' THEN 'conversation_closed' ELSE 'ok' END;
	IF outcome = 'not_found' AND account > 0 THEN -- a web chat of this agent: its visitor is told by the widget's process
		SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = typing.tenant AND r.id = typing.conversation AND r.kind = 'chat';
		IF (SELECT i.agent FROM routing.v_interaction AS i WHERE i.tenant = c.tenant AND i.id = c.interaction) = account THEN
			outcome := CASE c.state WHEN 'open' THEN 'ok' ELSE 'conversation_closed' END;
			audience := ARRAY[account];
			state := messaging.account_json(tenant, account) || jsonb_build_object('conversation', c.id::text);
		END IF;
	ELSIF outcome = 'ok' THEN
		audience := array_remove(messaging.chat_audience(c, true), account);
		IF account < 0 AND presence.invisible(tenant, -account) THEN
			audience := '{}';
		END IF;
		state := messaging.account_json(tenant, p.account) || jsonb_build_object('conversation', c.id::text);
	END IF;
	RETURN NEXT;
END $$;

-- gone_state: that an account has left a room, for its own pages alone.
CREATE OR REPLACE FUNCTION messaging.gone_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	thing ops.thing;
	g messaging.party_gone;
BEGIN
	SELECT * INTO g FROM messaging.party_gone AS r WHERE r.tenant = gone_state.tenant AND r.id = gone_state.key;
	IF FOUND THEN
		thing.version := g.version;
		thing.audience := ARRAY[g.account];
		thing.state := jsonb_build_object('conversation', g.conversation::text, 'user', abs(g.account)::text,
			'side', messaging.side_of(g.account), 'gone', true);
	END IF;
	RETURN thing;
END $$;

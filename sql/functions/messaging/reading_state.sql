-- reading_state: how far an account has read an internal conversation: told to its own pages, and to all where there are read
-- receipts and it was not invisible as it read. `work_seq`: an agent account's, in its user's own Work app; that is for nobody else.
CREATE OR REPLACE FUNCTION messaging.reading_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	p messaging.party;
	c messaging.conversation;
	thing ops.thing;
	all_ boolean;
BEGIN
	SELECT * INTO p FROM messaging.party AS r WHERE r.id = reading_state.key AND r.tenant = reading_state.tenant;
	IF NOT FOUND THEN
		RETURN messaging.gone_state(tenant, key);
	END IF;
	c := messaging.read_of(tenant, p.conversation, p.account);
	all_ := c.owner IS NULL AND p.told_seq IS NULL AND messaging.verdict('receipt', messaging.side_of(p.account), CASE WHEN c.kind = 'room' THEN 'room'
		ELSE messaging.side_of((array_remove(messaging.pair_of(c.number), p.account))[1]) END) = 'ok';
	thing.version := p.version;
	thing.audience := CASE WHEN all_ THEN messaging.chat_audience(c, true)
		WHEN p.account > 0 THEN ARRAY[p.account, -p.account] ELSE ARRAY[p.account] END;
	thing.state := jsonb_build_object('conversation', p.conversation::text, 'user', abs(p.account)::text,
		'side', messaging.side_of(p.account), 'seq', p.read_seq)
		|| CASE WHEN p.account > 0 THEN jsonb_build_object('work_seq', p.work_seq) ELSE '{}' END;
	RETURN thing;
END $$;

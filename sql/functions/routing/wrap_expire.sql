-- wrap_expire: ends a wrap-up whose time is over. Answers 'ok', 'not_due' (also when it has
-- ended already), 'not_found'. Keys: agent.
CREATE OR REPLACE FUNCTION routing.wrap_expire(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = wrap_expire.tenant AND r.id = wrap_expire.interaction;
	IF NOT FOUND THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF i.state <> 'wrap_up' OR i.wrap_until > ops.clock() THEN
		RETURN ops.answer(mark, 'not_due', NULL);
	ELSIF NOT ops.keys_held(ARRAY[ops.key('agent', tenant, i.agent::text)]) THEN
		RETURN ops.moved(ARRAY[ops.key('agent', tenant, i.agent::text)]);
	END IF;
	PERFORM routing.wrap_up_finish(i);
	PERFORM routing.after_work(tenant, i.agent);
	RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
END $$;

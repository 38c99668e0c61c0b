-- call_listen: who leads an interaction listens to its call, whispers to its agent or joins it (SP-16); `mode` null: no more. It is audited. The
-- interaction shows who can be heard, not who listens alone. Asked again in the same way it changes nothing, but whether they may is judged anew.
-- `actor_role` null: the one that they have now, for who asks is their daemon, long after they did.
-- Outcomes: ok, also again; not_found: no such call, or they don't lead it; interaction_ended; interaction_not_assigned; monitoring_off;
-- forbidden: they have not the permission calls_listen; not_yours: it is their own. Keys: call (what covers the interaction it says itself).
CREATE OR REPLACE FUNCTION voice.call_listen(tenant bigint, call text, actor bigint, actor_role text, mode text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	before text;
	told record;
	role text := COALESCE(actor_role, (SELECT u.role FROM directory.v_user AS u WHERE u.tenant = call_listen.tenant AND u.id = actor AND NOT u.disabled), '');
BEGIN
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.state = 'over' THEN
		RETURN ops.answer(mark, CASE WHEN mode IS NULL THEN 'ok' ELSE 'interaction_ended' END, NULL);
	END IF;
	SELECT l.mode INTO before FROM voice.listener AS l WHERE l.tenant = c.tenant AND l.call = c.call AND l.user_id = actor;
	IF before IS NULL AND mode IS NULL THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	told := routing.call_led(tenant, c.interaction, actor, role, mode IS NOT NULL,
		before IS DISTINCT FROM mode AND (COALESCE(before, 'listen') <> 'listen' OR COALESCE(mode, 'listen') <> 'listen'));
	IF told.outcome = 'moved' THEN
		RETURN ops.moved(told.keys);
	ELSIF told.outcome <> 'ok' THEN
		RETURN ops.answer(mark, told.outcome, NULL);
	ELSIF mode IS NOT NULL AND NOT directory.may(tenant, actor, 'calls_listen') THEN
		RETURN ops.answer(mark, 'forbidden', directory.lacks('calls_listen'));
	ELSIF before = mode THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	DELETE FROM voice.listener AS l WHERE l.tenant = c.tenant AND l.call = c.call AND l.user_id = actor;
	IF mode IS NOT NULL THEN
		INSERT INTO voice.listener (tenant, call, user_id, mode, since) VALUES (c.tenant, c.call, actor, mode, ops.clock());
	END IF;
	PERFORM routing.call_event_amend(tenant, c.interaction);
	PERFORM ops.audit_add(tenant, actor, role, CASE WHEN mode IS NULL THEN 'call_listen_end' ELSE 'call_' || mode END, 3, c.interaction,
		jsonb_build_object('agent', told.agent::text));
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

-- out_begin_2: a call to the outside begins: the caller id and all limits are judged, and it counts from here on, in one transaction. Emergency
-- calls never come here. `user_`: who calls; null: a call that came by a trunk is forwarded. `epoch`: of live_begin. `caller_id` null: the
-- default, which is answered; `as_agent`: an agent dials, and the default, too, is held to SP-11 (caller_id_of); false: a call reaches
-- their phone, or they bring somebody into one. body: {"caller_id", "seconds": how long it may last}; of limit {"limit", "price_class", "most"}.
-- Keys: out (tenant, ''). Outcomes: created; ok (again); ended (it has ended already); limit; caller_id_not_granted; not_available (a queue's
-- caller id, and the agent is not: SP-11); not_allowed (the dial plan,
-- or the user is disabled; body {"reason"}); invalid (also: the call is known with another number, which nobody has judged); stale (no such run).
CREATE OR REPLACE FUNCTION voice.out_begin_2(tenant bigint, user_ bigint, call text, epoch bigint, number text, price_class text, caller_id text, as_agent boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.out_call;
	u record;
	r voice.dial_rule;
	shown text;
	problem text;
	judged jsonb;
	at_now timestamptz;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('out', tenant, ''));
	END IF;
	SELECT * INTO c FROM voice.out_call AS o WHERE o.tenant = out_begin_2.tenant AND o.call = out_begin_2.call;
	IF FOUND AND c.number IS DISTINCT FROM out_begin_2.number THEN
		RETURN ops.answer(mark, 'invalid', NULL);
	ELSIF FOUND THEN
		RETURN ops.answer(mark, CASE WHEN c.ended_at IS NULL THEN 'ok' ELSE 'ended' END, jsonb_build_object('caller_id', c.caller_id, 'seconds', c.seconds));
	ELSIF NOT EXISTS (SELECT FROM voice.run AS n WHERE n.epoch = out_begin_2.epoch) THEN
		RETURN ops.answer(mark, 'stale', NULL);
	ELSIF number !~ '^\+[1-9][0-9]{5,14}$' OR NOT EXISTS (SELECT FROM voice.price_class AS p WHERE p.name = out_begin_2.price_class) THEN
		RETURN ops.answer(mark, 'invalid', NULL);
	END IF;
	SELECT v.site_id, v.disabled INTO u FROM directory.v_user AS v WHERE v.tenant = out_begin_2.tenant AND v.id = user_;
	IF user_ IS NOT NULL AND COALESCE(u.disabled, true) THEN
		RETURN ops.answer(mark, 'not_allowed', '{"reason": "disabled"}');
	END IF;
	r := voice.dial_rule_of(tenant, u.site_id, number);
	IF r.action IS DISTINCT FROM 'allow' THEN
		RETURN ops.answer(mark, 'not_allowed', jsonb_build_object('reason', CASE WHEN r.id IS NULL THEN 'no_rule' ELSE 'refused' END));
	END IF;
	IF user_ IS NULL THEN
		SELECT n.number INTO shown FROM directory.phone_number AS n WHERE n.tenant = out_begin_2.tenant AND n.number = out_begin_2.caller_id AND n.stage = 'claimed';
		problem := CASE WHEN caller_id IS NOT NULL AND shown IS NULL THEN 'caller_id_not_granted' END;
	ELSE
		SELECT o.number, o.problem INTO shown, problem FROM voice.caller_id_of(tenant, user_, caller_id, as_agent) AS o;
	END IF;
	IF problem IS NOT NULL THEN
		RETURN ops.answer(mark, problem, NULL);
	END IF;
	at_now := ops.clock();
	judged := voice.out_limit(tenant, user_, price_class, at_now);
	IF judged ? 'limit' THEN
		RETURN ops.answer(mark, 'limit', judged);
	END IF;
	INSERT INTO voice.out_call (tenant, call, epoch, user_id, number, price_class, caller_id, at, seconds, nth, user_nth)
	VALUES (tenant, call, epoch, user_, number, price_class, shown, at_now, (judged ->> 'seconds')::bigint,
		voice.out_nth(tenant, price_class) + 1, voice.out_user_nth(tenant, price_class, user_) + 1);
	RETURN ops.answer(mark, 'created', judged || jsonb_build_object('caller_id', shown));
END $$;

-- call_begin: a customer calls a voice channel: a conversation of the call's own opens, with the customer who has the number, and an
-- interaction arrives, which routerd places by the channel's rules. `number`: E.164, or digits as they came; null, or anything else: withheld.
-- The same call again changes nothing but its run: a later one has found it again.
-- Outcomes: created; ok (again), both with {"interaction", "conversation", "early"}: early: a queue of the organisation does not answer at entry; over (again: it has ended); stale: no such run;
-- not_found: no such channel of medium voice, or it is disabled.
-- Keys: call, conversation ("<channel>:<number>"), customer_number (<number>); where the number is withheld, <number> is "call:<call>".
CREATE OR REPLACE FUNCTION voice.call_begin(tenant bigint, channel bigint, call text, epoch bigint, number text, shown text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	known CONSTANT text := CASE WHEN number ~ '^\+?[0-9*#]{1,20}$' THEN number END;
	named CONSTANT text := COALESCE(known, 'call:' || call);
	need CONSTANT bigint[] := ARRAY[ops.key('call', tenant, call), ops.key('conversation', tenant, channel || ':' || named),
		ops.key('customer_number', tenant, named)];
	c voice.call;
	made record;
	early boolean;
	clock timestamptz;
BEGIN
	IF NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	early := EXISTS (SELECT FROM routing.v_queue AS q WHERE q.tenant = call_begin.tenant AND q.medium = 'voice' AND NOT q.answer_at_entry);
	clock := ops.clock();
	SELECT * INTO c FROM voice.call AS r WHERE r.tenant = call_begin.tenant AND r.call = call_begin.call;
	IF c.call IS NOT NULL THEN
		UPDATE voice.call AS r SET epoch = call_begin.epoch
		WHERE r.tenant = c.tenant AND r.call = c.call AND r.state <> 'over' AND r.epoch < call_begin.epoch;
		RETURN ops.answer(mark, CASE c.state WHEN 'over' THEN 'over' ELSE 'ok' END,
			jsonb_build_object('interaction', c.interaction::text, 'conversation', c.conversation::text, 'early', early));
	ELSIF NOT EXISTS (SELECT FROM voice.run AS r WHERE r.epoch = call_begin.epoch) THEN
		RETURN ops.answer(mark, 'stale', NULL);
	ELSIF NOT EXISTS (SELECT FROM directory.v_channel AS k WHERE k.tenant = call_begin.tenant AND k.id = call_begin.channel
		AND k.medium = 'voice' AND NOT k.disabled) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	END IF;
	made := messaging.call_open(tenant, channel, named, call);
	INSERT INTO voice.call (tenant, call, interaction, conversation, channel, epoch, number, shown, since, began_at)
	VALUES (tenant, call, made.interaction, made.conversation, channel, epoch, known, left(COALESCE(shown, ''), 80), clock, clock);
	PERFORM routing.call_event_amend(tenant, made.interaction);
	RETURN ops.answer(mark, 'created',
		jsonb_build_object('interaction', made.interaction::text, 'conversation', made.conversation::text, 'early', early));
END $$;

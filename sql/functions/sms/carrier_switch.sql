-- carrier_switch: from now on the second carrier of a channel sends (`second`), or the first again (SMS-34). The holder of the
-- sender group says so; what is under way stays with the carrier by which it was begun. outcome: ok, unchanged, fenced;
-- not_found: the channel has no second carrier that holds its number.
-- Keys: sender_group.
CREATE OR REPLACE FUNCTION sms.carrier_switch(tenant bigint, group_id bigint, epoch bigint, channel bigint, second boolean,
	OUT outcome text, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	k sms.channel_carrier;
	changed boolean;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('sender_group', tenant, group_id::text));
	END IF;
	IF NOT sms.group_held(group_id, epoch) THEN
		outcome := 'fenced';
		RETURN;
	END IF;
	SELECT * INTO k FROM sms.channel_carrier AS r WHERE r.tenant = carrier_switch.tenant AND r.channel = carrier_switch.channel
		AND r.group_id = carrier_switch.group_id;
	IF second AND NOT COALESCE(sms.account_holds(k.tenant, k.second_account, k.number), false) THEN
		outcome := 'not_found';
		RETURN;
	END IF;
	DELETE FROM sms.carrier_turn AS t WHERE t.tenant = carrier_switch.tenant AND t.channel = carrier_switch.channel
		AND (NOT second OR t.account <> k.second_account);
	changed := FOUND;
	IF second THEN
		INSERT INTO sms.carrier_turn (tenant, channel, account, since) VALUES (tenant, channel, k.second_account, ops.clock())
		ON CONFLICT DO NOTHING;
		changed := FOUND;
	END IF;
	outcome := CASE WHEN changed THEN 'ok' ELSE 'unchanged' END;
	IF changed THEN
		PERFORM ops.audit_add(tenant, NULL, 'rule', 'carrier_switch', 8, k.id, jsonb_build_object('resource', 'channel_carrier',
			'channel', channel::text, 'account', (CASE WHEN second THEN k.second_account ELSE k.account END)::text, 'second', second));
		PERFORM ops.config_emit(tenant, k.id);
	END IF;
	news := ops.news(mark);
END $$;

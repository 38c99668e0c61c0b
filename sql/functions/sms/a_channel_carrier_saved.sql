-- a_channel_carrier_saved: the number is the channel's; one that has no sender group yet gets one of its own, which
-- sends a segment a second until told otherwise. What the account before still brings is taken for 72 h. What waits for the end
-- of quiet hours that were changed is judged again (SMS-21). Keys: config.
CREATE OR REPLACE FUNCTION sms.a_channel_carrier_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c record;
	k sms.channel_carrier;
BEGIN
	IF before ->> 'account_id' IS DISTINCT FROM after ->> 'account_id' AND before IS NOT NULL THEN
		DELETE FROM sms.channel_former AS f WHERE f.tenant = a_channel_carrier_saved.tenant AND f.until < ops.clock();
		INSERT INTO sms.channel_former (tenant, channel, account, until)
		VALUES (tenant, (before ->> 'channel_id')::bigint, (before ->> 'account_id')::bigint, ops.clock() + interval '72 hours')
		ON CONFLICT ON CONSTRAINT channel_former_pkey DO UPDATE SET until = excluded.until;
	END IF;
	IF after IS NULL THEN
		RETURN;
	END IF;
	SELECT * INTO k FROM sms.channel_carrier AS r WHERE r.tenant = a_channel_carrier_saved.tenant AND r.id = a_channel_carrier_saved.id;
	SELECT v.medium, v.name, v.number INTO c FROM directory.v_any_channel AS v WHERE v.tenant = a_channel_carrier_saved.tenant AND v.id = k.channel;
	IF c.medium <> 'sms' THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'Is no channel of texts.');
	ELSIF c.number IS NULL THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'The channel has no number.');
	END IF;
	IF EXISTS (SELECT FROM sms.account AS a WHERE a.tenant = k.tenant AND a.id IN (k.account, k.second_account) AND a.carrier LIKE 'fax\_%') THEN
		PERFORM ops.resource_refuse('invalid', 'account_id', 'Is an account at a fax provider.');
	END IF;
	IF k.time_zone IS NOT NULL AND NOT routing.is_zone(k.time_zone) THEN
		PERFORM ops.resource_refuse('invalid', 'time_zone', 'Is no time zone, as "Europe/Berlin" is one.');
	ELSIF (k.quiet_start IS NULL) <> (k.quiet_end IS NULL) THEN
		PERFORM ops.resource_refuse('invalid', CASE WHEN k.quiet_start IS NULL THEN 'quiet_start' ELSE 'quiet_end' END,
			'Quiet hours have a beginning and an end.');
	END IF;
	IF k.group_id IS NULL THEN
		INSERT INTO sms.sender_group (tenant, name) VALUES (tenant, c.name) RETURNING sender_group.id INTO k.group_id;
		PERFORM ops.holder_add('group', k.group_id);
	END IF;
	IF before IS NOT NULL AND (before -> 'quiet_hours', before -> 'quiet_start', before -> 'quiet_end', before -> 'time_zone')
		IS DISTINCT FROM (after -> 'quiet_hours', after -> 'quiet_start', after -> 'quiet_end', after -> 'time_zone') THEN
		PERFORM sms.holds_review(tenant, k.channel);
	END IF;
	UPDATE sms.channel_carrier AS r SET number = c.number, group_id = k.group_id
	WHERE r.tenant = a_channel_carrier_saved.tenant AND r.id = a_channel_carrier_saved.id;
END $$;

-- a_channel_saved: a number that texts come to stands in a country where this organisation may receive (SMS-1); short codes
-- and senders' names are no country's. A channel's new number is its carrier's, too; one that has a carrier can't lose its
-- number. The agent groups that may begin texts from it are the tenant's. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_channel_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	number text := after ->> 'number';
	c record;
BEGIN
	IF after ->> 'medium' = 'sms' AND NOT (after ->> 'disabled')::boolean AND number LIKE '+%'
		AND (before -> 'number', before -> 'disabled') IS DISTINCT FROM (after -> 'number', after -> 'disabled') THEN
		SELECT * INTO c FROM sms.country_at(tenant, number);
		IF c.iso2 IS NULL THEN
			PERFORM ops.resource_refuse('invalid', 'number', 'Begins with no country''s code.');
		ELSIF NOT c.sms_inbound THEN
			PERFORM ops.resource_refuse('invalid', 'number', format('Is a number of %s, where texts may not be received.', c.name));
		END IF;
	END IF;
	IF item ? 'group_ids' AND EXISTS (SELECT FROM jsonb_array_elements_text(after -> 'group_ids') AS w (id)
		WHERE NOT EXISTS (SELECT FROM directory.agent_group AS g WHERE g.tenant = a_channel_saved.tenant AND g.id = w.id::bigint)) THEN
		PERFORM ops.resource_refuse('unknown_reference', 'group_ids', 'There is no such agent group.');
	END IF;
	IF before IS NULL OR after IS NULL OR before -> 'number' = after -> 'number' THEN
		RETURN;
	ELSIF number IS NULL AND EXISTS (SELECT FROM sms.v_channel AS k WHERE k.tenant = a_channel_saved.tenant AND k.channel = a_channel_saved.id) THEN
		PERFORM ops.resource_refuse('invalid', 'number', 'The channel has a carrier, which needs its number.');
	END IF;
	PERFORM sms.channel_number_set(tenant, id, number);
END $$;

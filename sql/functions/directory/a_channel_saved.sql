-- a_channel_saved: a number that texts come to stands in a country where this organisation may receive (SMS-1); short codes
-- and senders' names are no country's. A channel's new number is its carrier's, too; one that has a carrier can't lose its
-- number. A voice channel's is one that the organisation has claimed. The agent groups that may begin texts from it are the tenant's. One that is a Work user's has that user's number.
-- Keys: config.
CREATE OR REPLACE FUNCTION directory.a_channel_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	wanted text := after ->> 'number';
	owner CONSTANT bigint := (after ->> 'user_id')::bigint;
BEGIN
	IF owner IS NOT NULL THEN
		wanted := directory.work_channel_number(tenant, owner, item);
		UPDATE directory.channel AS c SET number = wanted
		WHERE c.tenant = a_channel_saved.tenant AND c.id = a_channel_saved.id AND c.number IS DISTINCT FROM wanted;
	END IF;
	IF after ->> 'medium' = 'sms' AND NOT (after ->> 'disabled')::boolean
		AND (before -> 'number', before -> 'disabled') IS DISTINCT FROM (to_jsonb(wanted), after -> 'disabled') THEN
		PERFORM directory.channel_number_judge(tenant, id, wanted, owner IS NOT NULL, 'number');
	END IF;
	IF after ->> 'medium' = 'voice' AND NOT (after ->> 'disabled')::boolean
		AND (before -> 'number', before -> 'disabled') IS DISTINCT FROM (to_jsonb(wanted), after -> 'disabled') THEN
		PERFORM directory.channel_called_judge(tenant, id, wanted);
	END IF;
	IF owner IS NULL AND wanted LIKE '+%' AND wanted IS DISTINCT FROM before ->> 'number' THEN
		PERFORM directory.number_judge(tenant, wanted, 'channel', id, 'number');
	END IF;
	IF item ? 'group_ids' AND EXISTS (SELECT FROM jsonb_array_elements_text(after -> 'group_ids') AS w (id)
		WHERE NOT EXISTS (SELECT FROM directory.agent_group AS g WHERE g.tenant = a_channel_saved.tenant AND g.id = w.id::bigint)) THEN
		PERFORM ops.resource_refuse('unknown_reference', 'group_ids', 'There is no such agent group.');
	END IF;
	IF before IS NULL OR after IS NULL OR before ->> 'number' IS NOT DISTINCT FROM wanted THEN
		RETURN;
	ELSIF wanted IS NULL AND owner IS NULL
		AND EXISTS (SELECT FROM sms.v_channel AS k WHERE k.tenant = a_channel_saved.tenant AND k.channel = a_channel_saved.id) THEN
		PERFORM ops.resource_refuse('invalid', 'number', 'The channel has a carrier, which needs its number.');
	END IF;
	PERFORM sms.channel_number_set(tenant, id, wanted);
END $$;

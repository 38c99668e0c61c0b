-- a_blocked_number_saved: texts come by a channel of texts. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_blocked_number_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF before IS NULL AND (SELECT v.medium <> 'sms' FROM directory.v_channel AS v
		WHERE v.tenant = a_blocked_number_saved.tenant AND v.id = (after ->> 'channel_id')::bigint) THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'Is no channel of texts.');
	END IF;
END $$;

-- a_blocked_number_saved: texts come by a channel of texts; a user's own number has that user's list alone (CT-12). Emits the event. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_blocked_number_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF before IS NULL AND after ->> 'channel_id' IS NOT NULL AND EXISTS (SELECT FROM directory.v_any_channel AS v
		WHERE v.tenant = a_blocked_number_saved.tenant AND v.id = (after ->> 'channel_id')::bigint AND (v.medium <> 'sms' OR v.user_id IS NOT NULL)) THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'Is no channel of texts.');
	END IF;
	PERFORM sms.block_emit(tenant, id, COALESCE(after, before), CASE WHEN before IS NULL THEN 'number.blocked'
		WHEN after IS NULL THEN 'number.unblocked' ELSE 'number.block_changed' END);
END $$;

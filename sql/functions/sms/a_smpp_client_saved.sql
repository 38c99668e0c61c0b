-- a_smpp_client_saved: a client's channels are the tenant's, and of texts. Keys: config.
CREATE OR REPLACE FUNCTION sms.a_smpp_client_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF item ? 'channel_ids' AND EXISTS (SELECT FROM jsonb_array_elements_text(after -> 'channel_ids') AS w (channel)
		WHERE NOT EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = a_smpp_client_saved.tenant
			AND c.id = w.channel::bigint AND c.medium = 'sms')) THEN
		PERFORM ops.resource_refuse('unknown_reference', 'channel_ids', 'There is no such channel of texts.');
	END IF;
END $$;

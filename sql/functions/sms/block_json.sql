-- block_json: the entry of the contact center's block lists that holds for a number (by its hash) on a channel: the channel's own before that for all
-- channels. {"id", "reason"}, or null. Read.
CREATE OR REPLACE FUNCTION sms.block_json(tenant bigint, channel bigint, number_hash bytea)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', b.id::text, 'reason', b.reason) FROM sms.blocked_number AS b
		WHERE b.tenant = block_json.tenant AND b.number_hash = block_json.number_hash
			AND (b.channel_id IS NULL OR b.channel_id = block_json.channel)
		ORDER BY b.channel_id NULLS LAST LIMIT 1);
END $$;

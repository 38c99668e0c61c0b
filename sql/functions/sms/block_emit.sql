-- block_emit: the event of an entry of the block lists: `type`, `item` as it is after it, or was before it was removed. Keeps the
-- conversation in which its number can be read at delivery (rule 31). Internal.
CREATE OR REPLACE FUNCTION sms.block_emit(tenant bigint, id bigint, item jsonb, type text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	PERFORM ops.emit_public(tenant, 27, id, (item ->> 'version')::bigint + (type = 'number.unblocked')::integer, type, jsonb_build_object(
		'state', CASE type WHEN 'number.unblocked' THEN 'unblocked' ELSE 'blocked' END, 'channel_id', item ->> 'channel_id',
		'conversation', sms.number_conversation(tenant, (item ->> 'channel_id')::bigint, item ->> 'number')));
END $$;

-- opt_out_emit: the event of the newest change of a number's opt-out (opt_out_set), with the conversation in which its number can be
-- read at delivery (rule 31). Integrators are not told of what a user's own texts bring. Internal. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.opt_out_emit(tenant bigint, channel bigint, number text, number_hash bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	e sms.opt_out_entry;
BEGIN
	IF EXISTS (SELECT FROM directory.v_any_channel AS k WHERE k.tenant = opt_out_emit.tenant AND k.id = opt_out_emit.channel
		AND k.user_id IS NOT NULL) THEN
		RETURN;
	END IF;
	SELECT * INTO e FROM sms.opt_out_entry AS r WHERE r.tenant = opt_out_emit.tenant AND r.channel = opt_out_emit.channel
		AND r.number_hash = opt_out_emit.number_hash ORDER BY r.at DESC LIMIT 1;
	PERFORM ops.emit_public(tenant, 26, e.id, 1, CASE e.state WHEN 'stopped' THEN 'opt_out.recorded' ELSE 'opt_out.revoked' END,
		jsonb_build_object('conversation', sms.number_conversation(tenant, channel, number)));
END $$;

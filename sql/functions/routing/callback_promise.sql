-- callback_promise: the customer of an interaction that waits is promised a call (RT-9). Internal.
-- Keys: interaction, conversation; the row is new.
CREATE OR REPLACE FUNCTION routing.callback_promise(i routing.interaction, clock timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	made bigint;
BEGIN
	INSERT INTO routing.callback (tenant, interaction, conversation, queue, requested_at)
	VALUES (i.tenant, i.id, i.conversation, i.queue, clock)
	RETURNING id INTO made;
	PERFORM ops.emit_public(i.tenant, 12, made, 1, 'callback.promised', '{"state": "waiting"}');
END $$;

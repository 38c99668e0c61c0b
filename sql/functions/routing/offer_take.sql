-- offer_take: an accepted transfer or consult (RT-10), taken from who asked, or from the queue where a transfer's
-- sender has gone. Answers why it can't be; null: it is done. Keys: agent, the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.offer_take(o routing.offer)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = o.tenant AND r.id = o.interaction;
	IF NOT (i.state = 'assigned' AND i.agent = o.from_agent OR i.state = 'waiting' AND o.kind = 'transfer') THEN
		RETURN 'offer_ended'; -- the checker withdraws it (routing.impossible)
	END IF;
	UPDATE routing.offer AS r SET state = 'accepted', ended_at = greatest(ops.clock(), r.made_at + interval '1 microsecond'),
		version = r.version + 1
	WHERE r.tenant = o.tenant AND r.id = o.id;
	PERFORM ops.emit(o.tenant, 2, o.id, o.version + 1);
	IF o.kind = 'consult' THEN
		PERFORM routing.consult_join(i, o);
	ELSE
		PERFORM routing.assignment_pass(i, o.agent, o.id, o.load, 'transferred');
	END IF;
	RETURN NULL;
END $$;

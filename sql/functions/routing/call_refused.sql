-- call_refused: the phone that rings for an offer of a call refused it, or could not be reached: as a reject in the page, which here
-- everybody may. `cause` no_room: nobody could be called, for the relay of media was full; it is withdrawn, without penalty (RT-4).
-- outcome: ok, also again; offer_ended; moved, with the keys that are needed. Internal, called by voice. Keys: agent.
CREATE OR REPLACE FUNCTION routing.call_refused(tenant bigint, interaction bigint, offer bigint, cause text, OUT outcome text, OUT keys bigint[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	o routing.offer;
BEGIN
	keys := ARRAY(SELECT ops.key('agent', r.tenant, r.agent::text) FROM routing.offer AS r
		WHERE r.tenant = call_refused.tenant AND r.id = call_refused.offer AND r.interaction = call_refused.interaction);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	SELECT * INTO o FROM routing.offer AS r
	WHERE r.tenant = call_refused.tenant AND r.id = call_refused.offer AND r.interaction = call_refused.interaction;
	IF o.state = 'made' AND cause = 'no_room' THEN
		PERFORM routing.offer_finish(o.tenant, o.id, 'withdrawn', cause);
	ELSIF o.state = 'made' THEN
		PERFORM routing.offer_missed(o, 'rejected', left(cause, 200));
	END IF;
	outcome := CASE WHEN o.state IN ('made', 'rejected') OR (o.state = 'withdrawn' AND o.cause = 'no_room') THEN 'ok' ELSE 'offer_ended' END;
END $$;

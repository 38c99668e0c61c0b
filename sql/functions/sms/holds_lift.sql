-- holds_lift: a text to this customer may go now: what was held before it goes first, in order (SMS-23). Takes the messages' keys
-- itself, without waiting: one that another call holds is being lifted there.
CREATE OR REPLACE FUNCTION sms.holds_lift(tenant bigint, channel bigint, number text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	o sms.outbox;
BEGIN
	FOR o IN SELECT * FROM sms.outbox AS r WHERE r.tenant = holds_lift.tenant AND r.channel = holds_lift.channel
		AND r.number = holds_lift.number AND r.held_until IS NOT NULL ORDER BY r.id LIMIT 1000
	LOOP
		IF pg_try_advisory_xact_lock(ops.key('message', o.tenant, o.message::text)) THEN
			PERFORM sms.hold_lift(o);
		END IF;
	END LOOP;
END $$;

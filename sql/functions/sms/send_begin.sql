-- send_begin: queued → sending, committed before the first byte leaves; checks epoch, opt-out
-- and validity (rule 8). outcome: send (also to the same call again); wait (not yet, or a
-- former message of this customer is still to be sent); opted_out, expired (the message has
-- ended); fenced; gone; moved (with keys).
-- account: by which it goes, chosen here and kept for the same call again: the second carrier's while that sends for the
-- channel, unless the first is to be tried (`probe`; SMS-34).
-- tried: the attempts that the caller saw (null: any); by it the same call is known again.
-- Keys: message; conversation (opted_out, expired).
DROP FUNCTION IF EXISTS sms.send_begin(bigint, bigint, bigint, bigint, integer); -- it knew one carrier
CREATE OR REPLACE FUNCTION sms.send_begin(tenant bigint, id bigint, group_id bigint, epoch bigint,
	tried integer, probe boolean DEFAULT false,
	OUT outcome text, OUT text text, OUT number text, OUT attempt integer, OUT channel bigint,
	OUT account bigint, OUT sender text, OUT message bigint, OUT conversation bigint, OUT ref text,
	OUT valid_ms bigint, OUT segments integer, OUT keys bigint[], OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	o sms.outbox;
	clock timestamptz;
BEGIN
	SELECT * INTO o FROM sms.outbox AS r
	WHERE r.tenant = send_begin.tenant AND r.id = send_begin.id AND r.group_id = send_begin.group_id;
	IF NOT FOUND THEN
		outcome := 'gone';
		RETURN;
	ELSIF NOT ops.keys_held(ARRAY[ops.key('message', tenant, o.message::text)]) THEN
		outcome := 'moved';
		keys := ARRAY[ops.key('message', tenant, o.message::text)];
		RETURN;
	ELSIF NOT sms.group_held(group_id, epoch) THEN
		outcome := 'fenced';
		RETURN;
	END IF;
	clock := ops.clock();
	outcome := sms.send_verdict(o, epoch, tried, clock);
	IF outcome IN ('opted_out', 'expired') THEN
		keys := sms.outbox_keys(o, outcome);
		IF NOT ops.keys_held(keys) THEN
			outcome := 'moved';
			RETURN;
		END IF;
		keys := NULL;
	END IF;
	IF outcome = 'opted_out' THEN
		PERFORM sms.outbox_close(o, 'blocked', 'opted_out', NULL);
	ELSIF outcome = 'expired' THEN
		PERFORM sms.outbox_close(o, 'expired', 'validity', NULL);
	ELSIF outcome = 'send' THEN
		IF o.state = 'queued' THEN
			o.attempt := o.attempt + 1;
			o.account := CASE WHEN NOT probe THEN sms.second_now(o.tenant, o.channel) END;
			UPDATE sms.outbox AS r SET state = 'sending', attempt = o.attempt, epoch = send_begin.epoch, account = o.account
			WHERE r.tenant = o.tenant AND r.id = o.id;
			PERFORM messaging.set_delivery(o.tenant, o.conversation, o.seq, o.message_at, 'sending', NULL, NULL);
		END IF;
		SELECT m.text INTO text FROM messaging.v_message AS m
		WHERE m.tenant = o.tenant AND m.conversation = o.conversation AND m.seq = o.seq AND m.at = o.message_at;
		SELECT COALESCE(o.account, k.account), k.number INTO account, sender FROM sms.channel_carrier AS k
		WHERE k.tenant = o.tenant AND k.channel = o.channel;
		attempt := o.attempt;
	END IF;
	number := o.number;
	channel := o.channel;
	message := o.message;
	conversation := o.conversation;
	segments := o.segments;
	ref := o.tenant || '.' || o.id || '.' || o.message;
	valid_ms := greatest((extract(epoch FROM o.valid_until - clock) * 1000)::bigint, 0);
	news := ops.news(mark);
END $$;

-- part_accept: one part of a concatenated message, in any order, late or twice (SMS-8). The
-- last missing part makes the message; one that comes after the message was shown with gaps
-- fills its gap, or, when that conversation has closed, is a text of its own.
-- A part that is there already with another text belongs to a new message with the same
-- reference. outcome: accepted, part_kept, duplicate. Keys: conversation, customer_number.
CREATE OR REPLACE FUNCTION sms.part_accept(tenant bigint, channel bigint, number text, text text,
	ref integer, total integer, part integer, number_hash bytea, OUT outcome text,
	OUT conversation bigint, OUT seq bigint, OUT message bigint, OUT message_at timestamptz,
	OUT opened boolean, OUT interaction bigint, OUT customer bigint, OUT agent bigint)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	s sms.part_set;
	made record;
	whole boolean;
BEGIN
	s := sms.part_set_find(tenant, channel, number, text, ref, total, part, number_hash);
	INSERT INTO sms.part (tenant, set_id, part, text) VALUES (tenant, s.id, part, text) ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		outcome := 'duplicate';
		RETURN;
	END IF;
	whole := (SELECT count(*) FROM sms.part AS p WHERE p.tenant = s.tenant AND p.set_id = s.id) = s.total;
	IF s.message IS NULL AND NOT whole THEN
		outcome := 'part_kept';
		RETURN;
	END IF;
	IF s.message IS NOT NULL AND messaging.text_replace(tenant, s.conversation, s.seq, s.message_at, sms.part_text(s)) THEN
		UPDATE sms.part_set AS r SET complete = whole WHERE r.tenant = s.tenant AND r.id = s.id;
		outcome := 'part_kept';
		RETURN;
	END IF;
	SELECT * INTO made FROM messaging.append(tenant, channel, number,
		CASE WHEN s.message IS NULL THEN sms.part_text(s) ELSE text END, number_hash);
	UPDATE sms.part_set AS r
	SET complete = whole, conversation = made.conversation, seq = made.seq, message = made.message,
		message_at = made.message_at
	WHERE r.tenant = s.tenant AND r.id = s.id AND r.message IS NULL;
	outcome := 'accepted';
	conversation := made.conversation;
	seq := made.seq;
	message := made.message;
	message_at := made.message_at;
	opened := made.opened;
	interaction := made.interaction;
	customer := made.customer;
	agent := made.agent;
END $$;

-- client_submit: an SMPP client's text is an integrator's (routing.interaction_create). What it is told as id is the
-- answer's, also of a part. `part` null: it is whole; 0: all parts of this reference have come, and text is theirs.
-- `validity_ms`: how long the client lets it wait; null, or longer than the channel's: as the channel says. Of parts the last one's counts.
-- outcome: ok (id); part_kept (id); whole (id, text: call again with part 0 and `submission` this id); what
-- interaction_create refuses with.
-- Keys: conversation ("<channel>:<number>"), customer_number, command.
DROP FUNCTION IF EXISTS sms.client_submit(bytea, bigint, bigint, bigint, text, bytea, text, text, integer, smallint, integer, smallint, smallint, bigint);
CREATE OR REPLACE FUNCTION sms.client_submit(command bytea, tenant bigint, client bigint, channel bigint, number text,
	number_hash bytea, given text, encoding text, segments integer, receipt smallint, ref integer, total smallint, part smallint,
	submission bigint, validity_ms bigint DEFAULT NULL, OUT outcome text, OUT id bigint, OUT text text, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	answer ops.answer;
	made bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	IF part > 0 THEN
		SELECT k.outcome, k.id, k.text INTO outcome, id, text
		FROM sms.client_part_keep(tenant, client, channel, number, given, receipt, ref, total, part) AS k;
		RETURN;
	END IF;
	answer := routing.interaction_create_2(command, NULL, tenant, 0, 'smpp_client', channel, number, number_hash, NULL, 'out', given,
		encoding, segments, NULL, NULL, NULL, NULL, true, false); -- nobody can be asked: to a blocked number nothing goes
	outcome := answer.outcome;
	news := answer.news;
	IF outcome NOT IN ('created', 'ok') THEN
		IF part = 0 THEN
			PERFORM sms.client_parts_end(tenant, client, channel, number, ref, total, 'rejected', submission);
		END IF;
		RETURN;
	END IF;
	outcome := 'ok';
	made := (answer.body #>> '{message,id}')::bigint;
	UPDATE sms.outbox AS o SET valid_until = least(o.valid_until, o.message_at + validity_ms * interval '1 millisecond')
	WHERE o.tenant = client_submit.tenant AND o.message = made AND validity_ms IS NOT NULL;
	SELECT m.id INTO id FROM sms.client_message AS m
	WHERE m.tenant = client_submit.tenant AND m.message = made AND m.client = client_submit.client ORDER BY m.id DESC LIMIT 1;
	IF FOUND THEN -- the same command again
		id := COALESCE(submission, id);
	ELSIF part = 0 THEN
		WITH gone AS (
			DELETE FROM sms.client_part AS p WHERE p.tenant = client_submit.tenant AND p.client = client_submit.client
				AND p.channel = client_submit.channel AND p.number = client_submit.number AND p.ref = client_submit.ref
				AND p.total = client_submit.total
			RETURNING p.id, p.receipt, p.at)
		INSERT INTO sms.client_message (id, tenant, client, message, receipt, at)
		SELECT g.id, client_submit.tenant, client_submit.client, made, g.receipt, g.at FROM gone AS g;
		id := submission;
	ELSE
		INSERT INTO sms.client_message AS m (tenant, client, message, receipt, at)
		VALUES (tenant, client, made, receipt, ops.batch_at()) RETURNING m.id INTO id;
	END IF;
END $$;

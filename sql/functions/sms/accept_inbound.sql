-- accept_inbound: stores one text that a carrier delivered; it may be acknowledged once this is
-- committed (SMS-30). Hot path: plain columns, no jsonb.
-- outcome: accepted; duplicate (the columns are the first call's); part_kept (SMS-8); blocked (SMS-24, CT-12);
-- stopped, started, helped (SMS-20). message_at, seq … are null where no message was made.
-- intent: null, 'stop', 'start', 'help', 'yes' (which starts again what was stopped); word: of these, for the ledger of opt-outs.
-- confirm_text: null where the carrier confirms by itself.
-- media: addresses of files that came with it (SMS-9), as sms.media_want takes them; null: none. A part has none.
-- news: null but for stop, start and help words and blocked numbers, which also change and send other things.
-- interaction_new: the text opened a conversation; interaction_version is then 1.
-- Keys: conversation ("<channel>:<number>"), customer_number, provider (tenant 0).
DROP FUNCTION IF EXISTS sms.accept_inbound(bigint, bigint, bigint, text, text, text, bytea, integer, integer, integer, text,
	bytea, text); -- it took no files
DROP FUNCTION IF EXISTS sms.accept_inbound(bigint, bigint, bigint, text, text, text, bytea, integer, integer, integer, text,
	bytea, text, jsonb); -- it knew no word
CREATE OR REPLACE FUNCTION sms.accept_inbound(tenant bigint, channel bigint, account bigint,
	provider_id text, number text, text text, raw bytea, part_ref integer, part_total integer,
	part_number integer, intent text, number_hash bytea, confirm_text text,
	media jsonb DEFAULT NULL, word text DEFAULT NULL, OUT outcome text,
	OUT conversation bigint, OUT seq bigint, OUT message bigint, OUT message_at timestamptz,
	OUT version bigint, OUT interaction bigint, OUT interaction_new boolean,
	OUT interaction_version bigint, OUT customer_known boolean, OUT agent bigint, OUT news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint;
	at timestamptz := ops.batch_at();
	made record;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('provider', 0, account || ':' || provider_id),
			ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number));
	END IF;
	interaction_new := false;
	SELECT 'duplicate', s.conversation, s.seq, s.message, s.message_at, s.interaction
	INTO outcome, conversation, seq, message, message_at, interaction
	FROM sms.provider_seen AS s
	WHERE s.account = accept_inbound.account AND s.provider_id = accept_inbound.provider_id;
	IF FOUND THEN
		RETURN;
	END IF;
	INSERT INTO sms.raw_inbound (at, tenant, channel, account, provider_id, raw)
	VALUES (at, tenant, channel, account, provider_id, raw);

	IF intent = 'yes' THEN -- lifts a block; where there is none, an ordinary text
		intent := CASE WHEN EXISTS (SELECT FROM sms.opt_out AS o WHERE o.tenant = accept_inbound.tenant
			AND o.channel = accept_inbound.channel AND o.number_hash = accept_inbound.number_hash
			AND o.state = 'stopped') THEN 'start' END;
	END IF;
	IF sms.is_blocked(tenant, channel, number, number_hash) THEN
		mark := ops.mark();
		made := sms.blocked_accept(tenant, channel, number, text, intent, number_hash, word);
		outcome := made.outcome;
		news := ops.news(mark);
	ELSIF (CASE intent WHEN 'help' THEN confirm_text IS NOT NULL AND sms.help_due(tenant, channel, number_hash) -- else it is for the agents
		ELSE intent IS NOT NULL END) THEN
		mark := ops.mark();
		made := sms.intent_accept(tenant, channel, number, text, intent, number_hash, confirm_text, word);
		outcome := made.outcome;
		news := ops.news(mark);
	ELSIF part_total > 1 THEN
		made := sms.part_accept(tenant, channel, number, text, part_ref, part_total, part_number, number_hash);
		outcome := made.outcome;
	ELSE
		-- An assignment is a plain expression: several times cheaper than a query here.
		made := messaging.append(tenant, channel, number, text, number_hash);
		outcome := 'accepted';
	END IF;
	conversation := made.conversation;
	seq := made.seq;
	message := made.message;
	message_at := made.message_at;
	interaction := made.interaction;
	interaction_new := COALESCE(made.opened, false);
	IF media IS NOT NULL AND message IS NOT NULL THEN
		PERFORM sms.media_want(tenant, channel, account, conversation, seq, message, message_at, media);
	END IF;
	customer_known := made.customer IS NOT NULL;
	agent := made.agent;
	IF message IS NOT NULL AND outcome <> 'blocked' AND EXISTS (SELECT FROM sms.smpp_client AS c
		WHERE c.tenant = accept_inbound.tenant AND c.inbound AND NOT c.disabled) THEN -- cheaper than the call
		PERFORM sms.client_text(tenant, channel, number, conversation, seq, message_at);
	END IF;
	version := CASE WHEN message IS NOT NULL THEN 1 END;
	interaction_version := CASE WHEN interaction_new THEN 1 END;
	INSERT INTO sms.provider_seen (account, provider_id, at, outcome, conversation, seq, message, message_at, interaction)
	VALUES (account, provider_id, at, outcome, conversation, seq, message, message_at, interaction);
END $$;

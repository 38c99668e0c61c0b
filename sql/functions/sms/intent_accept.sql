-- intent_accept: a stop, start or help word (SMS-20). The block is stored first; its one
-- confirmation, made when it changed, is exempt from it; help (which is due, accept_inbound) is answered. No interaction arises: with no conversation open, the texts
-- are kept in one that is closed at once. `word`: what the text was found to be, for the ledger.
-- Keys: conversation, customer_number.
DROP FUNCTION IF EXISTS sms.intent_accept(bigint, bigint, text, text, text, bytea, text); -- it knew no word
CREATE OR REPLACE FUNCTION sms.intent_accept(tenant bigint, channel bigint, number text, text text,
	intent text, number_hash bytea, confirm_text text, word text, OUT outcome text, OUT conversation bigint,
	OUT seq bigint, OUT message bigint, OUT message_at timestamptz, OUT opened boolean,
	OUT interaction bigint, OUT customer bigint, OUT agent bigint)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	changed boolean;
	made record;
BEGIN
	changed := intent = 'help' OR sms.opt_out_set(tenant, channel, number_hash,
		CASE intent WHEN 'stop' THEN 'stopped' ELSE 'started' END, 'text', word);
	conversation := CASE WHEN intent = 'help' THEN messaging.conversation_open(tenant, channel, number)
		ELSE messaging.opt_out_changed(tenant, channel, number) END;
	IF conversation IS NOT NULL OR EXISTS (SELECT FROM directory.v_any_channel AS k WHERE k.tenant = intent_accept.tenant
		AND k.id = intent_accept.channel AND k.user_id IS NOT NULL) THEN -- a person's thread goes on
		SELECT * INTO made FROM messaging.append(tenant, channel, number, text, number_hash);
		interaction := made.interaction;
		agent := made.agent;
	ELSE
		SELECT * INTO made FROM messaging.append_closed(tenant, channel, number, text, number_hash, NULL);
	END IF;
	IF changed AND intent <> 'help' THEN
		PERFORM sms.opt_out_emit(tenant, channel, number, number_hash);
	END IF;
	outcome := CASE intent WHEN 'stop' THEN 'stopped' WHEN 'start' THEN 'started' ELSE 'helped' END;
	conversation := made.conversation;
	seq := made.seq;
	message := made.message;
	message_at := made.message_at;
	customer := made.customer;
	opened := false;
	IF changed AND confirm_text IS NOT NULL THEN
		PERFORM messaging.reply_automatic(tenant, conversation, confirm_text, intent <> 'help');
	END IF;
END $$;

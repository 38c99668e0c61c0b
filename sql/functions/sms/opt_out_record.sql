-- opt_out_record: a user, or an integrator by an API key, records that a customer asked by other means to be sent no texts from
-- this channel (SMS-20). It stops what is queued, like a stop word; nothing is sent, and nobody but the customer lifts it. Outcomes:
-- created; ok: it stood so already, and what that came by stays; unknown_reference. Keys: conversation, command.
CREATE OR REPLACE FUNCTION sms.opt_out_record(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text, key bigint,
	channel bigint, number text, number_hash bytea)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	changed boolean;
	o sms.opt_out;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('conversation', tenant, channel || ':' || number));
	END IF;
	IF NOT EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = opt_out_record.tenant
		AND c.id = opt_out_record.channel AND c.medium = 'sms') THEN
		RETURN ops.command_store(tenant, command, fingerprint,
			ops.answer(mark, 'unknown_reference', ops.wrong_field('channel_id', 'There is no such channel for texts.')));
	END IF;
	changed := sms.opt_out_set(tenant, channel, number_hash, 'stopped', CASE WHEN key IS NULL THEN 'user' ELSE 'api_key' END,
		NULL, COALESCE(key, actor));
	IF changed THEN
		PERFORM sms.opt_out_emit(tenant, channel, number, number_hash);
		PERFORM messaging.opt_out_changed(tenant, channel, number);
		-- A confirmation of an earlier word that still waits is none of this block's.
		UPDATE sms.outbox AS x SET exempt = false
		WHERE x.tenant = opt_out_record.tenant AND x.channel = opt_out_record.channel
			AND x.number_hash = opt_out_record.number_hash AND x.exempt AND x.state = 'queued';
		PERFORM ops.audit_add(tenant, NULLIF(actor, 0), actor_role, 'opt_out', 8, channel,
			jsonb_strip_nulls(jsonb_build_object('resource', 'channel', 'key', key::text, 'number_hash', encode(number_hash, 'hex'))));
	END IF;
	SELECT * INTO o FROM sms.opt_out AS r WHERE r.tenant = opt_out_record.tenant AND r.channel = opt_out_record.channel
		AND r.number_hash = opt_out_record.number_hash;
	RETURN ops.command_store(tenant, command, fingerprint,
		ops.answer(mark, CASE WHEN changed THEN 'created' ELSE 'ok' END, sms.opt_out_json(o)));
END $$;

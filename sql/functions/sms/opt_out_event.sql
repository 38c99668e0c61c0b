-- opt_out_event: a change of a number's opt-out as integrators are shown it: the entry of the ledger, which never changes, with number
-- and customer as they are kept now; null: no conversation with it was there, or it was erased. Internal, called by hooks.
CREATE OR REPLACE FUNCTION sms.opt_out_event(tenant bigint, key bigint, stored jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	e sms.opt_out_entry;
	c messaging.v_conversation;
BEGIN
	SELECT * INTO e FROM sms.opt_out_entry AS r WHERE r.tenant = opt_out_event.tenant AND r.id = opt_out_event.key;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT * INTO c FROM messaging.v_conversation AS r WHERE r.tenant = opt_out_event.tenant AND r.id = (stored ->> 'conversation')::bigint;
	RETURN sms.opt_out_entry_json(e) || jsonb_build_object('id', e.id::text,
		'channel', (SELECT jsonb_build_object('id', k.id::text, 'name', k.name) FROM directory.v_any_channel AS k
			WHERE k.tenant = e.tenant AND k.id = e.channel),
		'conversation', c.id::text, 'number', CASE WHEN c.erased_at IS NULL THEN c.number END, 'customer', messaging.customer_json(c.tenant, c.customer));
END $$;

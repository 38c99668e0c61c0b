-- block_event: an entry of the block lists as integrators are shown it. Its number and reason are read now: null where nothing kept has
-- them any more. Internal, called by hooks.
CREATE OR REPLACE FUNCTION sms.block_event(tenant bigint, key bigint, stored jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	b sms.blocked_number;
BEGIN
	IF stored IS NULL THEN
		RETURN NULL;
	END IF;
	SELECT * INTO b FROM sms.blocked_number AS r WHERE r.tenant = block_event.tenant AND r.id = block_event.key;
	RETURN jsonb_build_object('id', key::text, 'state', stored ->> 'state', 'channel_id', stored ->> 'channel_id', 'reason', b.reason,
		'number', COALESCE(b.number, (SELECT c.number FROM messaging.v_conversation AS c
			WHERE c.tenant = block_event.tenant AND c.id = (stored ->> 'conversation')::bigint AND c.erased_at IS NULL)));
END $$;

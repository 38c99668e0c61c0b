-- message_event: a message as integrators are shown it: with the delivery state of its event's version, which the type says, or
-- `stored` ({"delivery"}, of one that an agent wrote, that has a new file, or was erased). Text, files and the reason of a failed
-- delivery are read now, so that an erasure removes them here, too. Internal, called by hooks.
CREATE OR REPLACE FUNCTION messaging.message_event(tenant bigint, key bigint, version bigint, type text, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	m messaging.message;
	then_ text;
	thing ops.thing;
BEGIN
	SELECT * INTO m FROM messaging.message AS r WHERE r.id = message_event.key AND r.tenant = message_event.tenant;
	IF NOT FOUND THEN
		RETURN thing;
	END IF;
	then_ := CASE WHEN type LIKE 'receipt.%' THEN split_part(type, '.', 2) ELSE stored ->> 'delivery' END;
	IF m.delivery <> then_ THEN
		m.delivery := then_;
		m.delivery_reason := NULL;
	END IF;
	-- Of an outgoing message of an earlier release nothing is kept: as it is now.
	thing.version := CASE WHEN then_ IS NULL AND stored IS NULL AND m.direction = 'out' THEN m.version ELSE message_event.version END;
	thing.state := messaging.message_json(m);
	RETURN thing;
END $$;

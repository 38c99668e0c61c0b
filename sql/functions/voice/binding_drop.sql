-- binding_drop: a phone is not reached at `contact` any more, or (null) nowhere. Answers {"bindings": how many went}.
-- Keys: device. Outcomes: ok.
CREATE OR REPLACE FUNCTION voice.binding_drop(tenant bigint, device bigint, contact text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	gone bigint;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('device', tenant, device::text));
	END IF;
	DELETE FROM voice.binding AS b WHERE b.tenant = binding_drop.tenant AND b.device = binding_drop.device
		AND (binding_drop.contact IS NULL OR b.contact = binding_drop.contact);
	GET DIAGNOSTICS gone = ROW_COUNT;
	RETURN ops.answer(mark, 'ok', jsonb_build_object('bindings', gone));
END $$;

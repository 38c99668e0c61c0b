-- binding_put: a phone has registered: it is reached at `contact`, by what came from `source`, until `expires_at`, a day at most. At most
-- 5 a phone: what was not renewed for the longest time goes. `rotated_us`: since when the password that was proved is the phone's, as
-- devices_load told it (null: not judged): one that was given back meanwhile binds nothing. Answers {"bindings": how many there are now}.
-- Keys: device. Outcomes: ok, not_found (no such phone, it may not register any more, or has another password), invalid (expires_at is past).
CREATE OR REPLACE FUNCTION voice.binding_put(tenant bigint, device bigint, contact text, source text, transport text, agent text,
	instance text, expires_at timestamptz, rotated_us bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	most CONSTANT integer := 5;
	mark bigint := ops.mark();
	at_now timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('device', tenant, device::text));
	END IF;
	IF NOT EXISTS (SELECT FROM voice.v_device AS d WHERE d.tenant = binding_put.tenant AND d.id = device AND d.allowed
		AND (rotated_us IS NULL OR rotated_us = voice.device_rotated_us(d.rotated_at))) THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF expires_at <= at_now THEN
		RETURN ops.answer(mark, 'invalid', ops.wrong_field('expires_at', 'Is past.'));
	END IF;
	DELETE FROM voice.binding AS b WHERE b.tenant = binding_put.tenant AND b.device = binding_put.device AND b.expires_at <= at_now;
	INSERT INTO voice.binding AS b (tenant, device, contact, source, transport, agent, instance, at, renewed_at, expires_at)
	VALUES (tenant, device, contact, source, transport, agent, instance, at_now, at_now, least(expires_at, at_now + interval '1 day'))
	ON CONFLICT ON CONSTRAINT binding_pkey DO UPDATE SET source = EXCLUDED.source, transport = EXCLUDED.transport, agent = EXCLUDED.agent,
		instance = EXCLUDED.instance, renewed_at = greatest(EXCLUDED.renewed_at, b.renewed_at + interval '1 microsecond'), expires_at = EXCLUDED.expires_at;
	DELETE FROM voice.binding AS b WHERE b.ctid = ANY (ARRAY(SELECT o.ctid FROM voice.binding AS o
		WHERE o.tenant = binding_put.tenant AND o.device = binding_put.device AND o.contact <> binding_put.contact
		ORDER BY o.renewed_at DESC, o.at DESC, o.contact OFFSET most - 1));
	RETURN ops.answer(mark, 'ok', jsonb_build_object('bindings',
		(SELECT count(*) FROM voice.binding AS b WHERE b.tenant = binding_put.tenant AND b.device = binding_put.device)));
END $$;

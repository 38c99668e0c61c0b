-- out_end: a call to the outside is over; `seconds`: how long was talked, 0 when nobody answered. Outcomes: ok; ended (it was known);
-- not_found. Keys: out (tenant, '').
CREATE OR REPLACE FUNCTION voice.out_end(tenant bigint, call text, seconds bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.out_call;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('out', tenant, ''));
	END IF;
	SELECT * INTO c FROM voice.out_call AS o WHERE o.tenant = out_end.tenant AND o.call = out_end.call;
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.ended_at IS NOT NULL THEN
		RETURN ops.answer(mark, 'ended', NULL);
	END IF;
	PERFORM voice.out_spend(c, greatest(0, least(seconds, 30 * 86400)), ops.clock());
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

-- browser_drop: a browser is a phone no more. Keys: browser. Outcomes: ok.
CREATE OR REPLACE FUNCTION voice.browser_drop(tenant bigint, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('browser', tenant, id::text));
	END IF;
	DELETE FROM voice.browser AS b WHERE b.tenant = browser_drop.tenant AND b.id = browser_drop.id;
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

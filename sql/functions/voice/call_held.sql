-- call_held: a call that is talked was held, or taken back, in the contact center ('agent') or in the phone itself ('phone', SP-12).
-- Outcomes: ok, also again; stale: nobody talks; not_found. Keys: call (what covers the interaction it says itself).
CREATE OR REPLACE FUNCTION voice.call_held(tenant bigint, call text, held boolean, by text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	c voice.call := voice.call_of(tenant, call);
	need bigint[];
BEGIN
	IF c.call IS NULL THEN
		RETURN ops.answer(mark, 'not_found', NULL);
	ELSIF c.state NOT IN ('talking', 'held') THEN
		RETURN ops.answer(mark, 'stale', NULL);
	ELSIF c.held_by IS NOT DISTINCT FROM (CASE WHEN held THEN "by" END) THEN
		RETURN ops.answer(mark, 'ok', NULL);
	END IF;
	need := routing.call_touched(tenant, c.interaction);
	IF need IS NOT NULL THEN
		RETURN ops.moved(need);
	END IF;
	UPDATE voice.call AS r SET state = CASE WHEN held THEN 'held' ELSE 'talking' END, held_by = CASE WHEN held THEN call_held."by" END,
		since = CASE WHEN (r.state = 'held') = held THEN r.since ELSE greatest(ops.clock(), r.since + interval '1 microsecond') END
	WHERE r.tenant = c.tenant AND r.call = c.call;
	PERFORM routing.call_event_amend(tenant, c.interaction);
	RETURN ops.answer(mark, 'ok', NULL);
END $$;

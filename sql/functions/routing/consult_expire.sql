-- consult_expire: ends a consult that lasted too long, or whose agent is not logged in any more (RT-14).
-- Answers 'ok', or 'fine' when there was nothing (any more). Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.consult_expire(tenant bigint, interaction bigint)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	i routing.interaction;
	due record;
	ended integer := 0;
	need bigint[] := ARRAY[routing.interaction_key(tenant, interaction)];
BEGIN
	IF need[1] IS NOT NULL AND NOT ops.keys_held(need) THEN
		RETURN ops.moved(need);
	END IF;
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = consult_expire.tenant AND r.id = consult_expire.interaction;
	FOR due IN SELECT d.agent FROM routing.consults_over() AS d
		WHERE d.tenant = consult_expire.tenant AND d.interaction = consult_expire.interaction
	LOOP
		ended := ended + routing.consults_end(i, due.agent);
	END LOOP;
	IF ended = 0 THEN
		RETURN ops.answer(mark, 'fine', NULL);
	END IF;
	PERFORM routing.interaction_change(i, false);
	RETURN ops.answer(mark, 'ok', ops.frame(3, tenant, interaction));
END $$;

-- call_asked: who has a call brings somebody into it, or nobody any more: the interaction shows it. `target`: an agent of the contact
-- center, who is asked as others are (RT-11). outcome: ok; stale: they have it no more; cannot_take with {"verdict", "detail"} in `body`; moved, with the keys that
-- are needed. Internal, called by voice. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.call_asked(tenant bigint, interaction bigint, agent bigint, target bigint,
	OUT outcome text, OUT keys bigint[], OUT body jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	verdict text;
BEGIN
	keys := array_remove(ARRAY[routing.interaction_key(tenant, interaction)], NULL);
	IF NOT ops.keys_held(keys) THEN
		outcome := 'moved';
		RETURN;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_asked.tenant AND r.id = call_asked.interaction;
	IF i.state IS DISTINCT FROM 'assigned' OR i.agent <> call_asked.agent THEN
		outcome := 'stale';
		RETURN;
	END IF;
	verdict := CASE WHEN target IS NOT NULL THEN routing.target_verdict(i, target, true) END;
	outcome := CASE WHEN verdict IS NULL THEN 'ok' ELSE 'cannot_take' END;
	body := CASE WHEN verdict IS NOT NULL THEN jsonb_build_object('verdict', verdict, 'detail', routing.direct_words(verdict)) END;
	IF outcome = 'ok' THEN
		PERFORM routing.interaction_change(i, false);
	END IF;
END $$;

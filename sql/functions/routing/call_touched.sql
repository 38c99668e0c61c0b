-- call_touched: something of an interaction's call changed, which its state shows. Answers the keys that are needed, where they are not
-- held; null: it is done, or nobody is shown it any more. Internal, called by voice. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.call_touched(tenant bigint, interaction bigint)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	need CONSTANT bigint[] := array_remove(ARRAY[routing.interaction_key(tenant, interaction)], NULL);
BEGIN
	IF NOT ops.keys_held(need) THEN
		RETURN need;
	END IF;
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = call_touched.tenant AND r.id = call_touched.interaction;
	IF i.state <> 'ended' THEN
		PERFORM routing.interaction_change(i, false);
	END IF;
	RETURN NULL;
END $$;

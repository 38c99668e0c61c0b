-- case_set: an interaction of one case is one of another case, and of its customer, from now on. Internal, called by messaging. Keys: the one that covers the interaction, unless it has ended.
CREATE OR REPLACE FUNCTION routing.case_set(tenant bigint, interaction bigint, former bigint, case_id bigint, customer bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r WHERE r.tenant = case_set.tenant AND r.id = case_set.interaction AND r.case_id = former
	FOR UPDATE; -- one that has ended may be corrected meanwhile (disposition_set)
	IF NOT FOUND THEN
		RETURN;
	ELSIF i.state <> 'ended' AND ops.keys_checked() THEN
		PERFORM ops.keys_assert(routing.interaction_key(tenant, interaction));
	END IF;
	i.case_id := case_set.case_id;
	i.customer := case_set.customer;
	PERFORM routing.interaction_change(i, false);
END $$;

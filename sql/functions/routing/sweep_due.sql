-- sweep_due: what time has made due in these tenants (null: in all), at most limit_ of each: one question for all
-- that a shard's holder looks for each second. What takes longer is asked by itself (sweep_rare). Read.
DROP FUNCTION IF EXISTS routing.sweep_due(integer, bigint[], boolean, boolean); -- it asked for those of sweep_rare, too
CREATE OR REPLACE FUNCTION routing.sweep_due(limit_ integer, tenants bigint[])
RETURNS TABLE (what text, tenant bigint, id bigint, agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT 'offer', d.tenant, d.offer, d.agent FROM routing.offers_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'wrap_up', d.tenant, d.interaction, d.agent FROM routing.wrap_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'closing', d.tenant, d.interaction, NULL::bigint FROM routing.closing_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'note', d.tenant, d.interaction, NULL::bigint FROM routing.notes_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'linked', d.tenant, d.interaction, NULL::bigint FROM routing.linked_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'wait_text', d.tenant, d.interaction, NULL::bigint FROM routing.wait_texts_due(limit_, tenants) AS d;
	RETURN QUERY SELECT 'consult', d.tenant, d.interaction, NULL::bigint FROM routing.consults_due(limit_, tenants) AS d;
END $$;

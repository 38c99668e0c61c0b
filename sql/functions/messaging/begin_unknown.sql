-- begin_unknown: which field of a text that somebody begins names what is not there to them: 'customer_id' where that customer
-- has not the number, 'case_id' where there is no such case that they may see (case_seen); null: none. Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.begin_unknown(tenant bigint, actor bigint, actor_role text, number text, customer bigint,
	case_id bigint)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE
		WHEN begin_unknown.customer IS NOT NULL AND NOT EXISTS (SELECT FROM messaging.customer_number AS n WHERE n.tenant = begin_unknown.tenant
			AND n.number = begin_unknown.number AND n.customer = begin_unknown.customer) THEN 'customer_id'
		WHEN begin_unknown.case_id IS NOT NULL AND NOT EXISTS (SELECT FROM messaging.case_ AS k
			WHERE k.tenant = begin_unknown.tenant AND k.id = begin_unknown.case_id AND messaging.case_seen(k, actor, actor_role)) THEN 'case_id' END;
END $$;

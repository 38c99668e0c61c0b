-- case_get: one case with its interactions, newest first, at most 100. Read.
CREATE OR REPLACE FUNCTION messaging.case_get(tenant bigint, id bigint)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	body jsonb := messaging.case_json(tenant, id);
	list jsonb;
BEGIN
	IF body IS NULL THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT jsonb_agg(messaging.history_json(f.tenant, f.interaction) ORDER BY f.interaction DESC) INTO list
	FROM (SELECT l.tenant, l.interaction FROM messaging.case_interaction AS l
		WHERE l.tenant = case_get.tenant AND l.case_id = case_get.id
		ORDER BY l.interaction DESC LIMIT 100) AS f;
	RETURN ROW ('ok', body || jsonb_build_object('interactions', COALESCE(list, '[]')), NULL, NULL)::ops.answer;
END $$;

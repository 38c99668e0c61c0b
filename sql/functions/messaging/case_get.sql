-- case_get: one case with the changes of its state and its interactions, newest first, at most 100, to who may see it (case_seen). Read.
CREATE OR REPLACE FUNCTION messaging.case_get(tenant bigint, id bigint, actor bigint, actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	k messaging.case_;
	list jsonb;
BEGIN
	SELECT * INTO k FROM messaging.case_ AS r WHERE r.tenant = case_get.tenant AND r.id = case_get.id;
	IF NOT FOUND THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF NOT messaging.case_seen(k, actor, actor_role) THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT jsonb_agg(messaging.history_json(f.tenant, f.interaction) ORDER BY f.interaction DESC) INTO list
	FROM (SELECT l.tenant, l.interaction FROM messaging.case_interaction AS l
		WHERE l.tenant = case_get.tenant AND l.case_id = case_get.id
		ORDER BY l.interaction DESC LIMIT 100) AS f;
	RETURN ROW ('ok', messaging.case_json(tenant, id) || jsonb_build_object('changes', messaging.case_changes(tenant, id),
		'interactions', COALESCE(list, '[]')), NULL, NULL)::ops.answer;
END $$;

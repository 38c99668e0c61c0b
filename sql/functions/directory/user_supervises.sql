-- user_supervises: the groups that this user supervises are these: ["1", "2"]. Internal. Keys: config.
CREATE OR REPLACE FUNCTION directory.user_supervises(tenant bigint, supervisor bigint, groups jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	ids bigint[];
BEGIN
	IF jsonb_typeof(groups) <> 'array' OR jsonb_array_length(groups) > 1000
		OR EXISTS (SELECT FROM jsonb_array_elements_text(groups) AS g WHERE g.value IS NULL OR g.value !~ '^[1-9][0-9]{0,17}$') THEN
		PERFORM ops.resource_refuse('invalid', 'supervises', 'Must be a list of ids of agent groups.');
	END IF;
	ids := ARRAY(SELECT DISTINCT g.value::bigint FROM jsonb_array_elements_text(groups) AS g);
	IF EXISTS (SELECT FROM unnest(ids) AS g (id) WHERE NOT EXISTS (SELECT FROM directory.agent_group AS x
		WHERE x.tenant = user_supervises.tenant AND x.id = g.id)) THEN
		PERFORM ops.resource_refuse('unknown_reference', 'supervises', 'There is no such agent group.');
	END IF;
	DELETE FROM directory.supervision AS s WHERE s.tenant = user_supervises.tenant AND s.supervisor = user_supervises.supervisor
		AND s.group_id <> ALL (ids);
	INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT tenant, supervisor, g.id FROM unnest(ids) AS g (id)
	ON CONFLICT DO NOTHING;
END $$;

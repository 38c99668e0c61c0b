-- case_changes: the changes of a case's state, newest first, at most 100.
CREATE OR REPLACE FUNCTION messaging.case_changes(tenant bigint, case_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('state', c.state, 'at', ops.rfc3339(c.at),
			'by', routing.person_json(c.tenant, c.actor), 'note', c.note) ORDER BY c.version DESC), '[]')
		FROM (SELECT * FROM messaging.case_change AS r
			WHERE r.tenant = $1 AND r.case_id = $2 ORDER BY r.version DESC LIMIT 100) AS c);
END $$;

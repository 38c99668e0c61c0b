-- case_shown: a case with the changes of its state, newest first, at most 100.
CREATE OR REPLACE FUNCTION messaging.case_shown(tenant bigint, case_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN messaging.case_json(tenant, case_id) || jsonb_build_object('changes', (
		SELECT COALESCE(jsonb_agg(jsonb_build_object('state', c.state, 'at', ops.rfc3339(c.at),
			'by', messaging.user_ref(c.tenant, c.actor), 'note', c.note) ORDER BY c.version DESC), '[]')
		FROM (SELECT * FROM messaging.case_change AS r
			WHERE r.tenant = $1 AND r.case_id = $2 ORDER BY r.version DESC LIMIT 100) AS c));
END $$;

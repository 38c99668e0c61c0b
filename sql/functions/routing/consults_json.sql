-- consults_json: who is asked into an interaction and there.
CREATE OR REPLACE FUNCTION routing.consults_json(i routing.interaction)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('agent', routing.person_json(c.tenant, c.agent),
			'asked_by', routing.person_json(c.tenant, c.asked_by), 'since', ops.rfc3339(c.joined_at),
			'until', ops.rfc3339(c.ends_at), 'writes', c.writes) ORDER BY c.joined_at), '[]')
		FROM routing.consult AS c WHERE c.tenant = i.tenant AND c.interaction = i.id);
END $$;

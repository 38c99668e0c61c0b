-- consults_json: who is asked into an interaction and there; with `kept`, who was at a version (interaction_event_state).
DROP FUNCTION IF EXISTS routing.consults_json(routing.interaction); -- it knew no former version
CREATE OR REPLACE FUNCTION routing.consults_json(i routing.interaction, kept jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('agent', routing.person_json(i.tenant, c.agent),
			'asked_by', routing.person_json(i.tenant, c.asked_by), 'since', ops.rfc3339(c.joined_at),
			'until', ops.rfc3339(c.ends_at), 'writes', c.writes) ORDER BY c.joined_at), '[]')
		FROM (
			SELECT r.agent, r.asked_by, r.joined_at, r.ends_at, r.writes FROM routing.consult AS r
			WHERE kept IS NULL AND r.tenant = i.tenant AND r.interaction = i.id
			UNION ALL
			SELECT k.* FROM jsonb_to_recordset(kept) AS k (agent bigint, asked_by bigint, joined_at timestamptz, ends_at timestamptz, writes boolean)
		) AS c);
END $$;

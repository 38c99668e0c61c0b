-- history_json: an interaction as a line of a customer's or case's history.
CREATE OR REPLACE FUNCTION messaging.history_json(tenant bigint, interaction bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('id', i.id::text, 'medium', routing.medium_of(i.medium), 'state', i.state, 'outcome', i.outcome,
			'channel', c.json, 'channel_kind', c.json -> 'channel_kind', 'started_at', ops.rfc3339(i.entered_at),
			'ended_at', ops.rfc3339(i.ended_at), 'agent', CASE WHEN i.agent IS NOT NULL THEN jsonb_build_object(
				'id', i.agent::text, 'name', (SELECT u.name FROM directory.v_user AS u
					WHERE u.tenant = i.tenant AND u.id = i.agent)) END,
			'note', i.note, 'disposition', i.disposition, 'transcript', CASE WHEN i.ended_at IS NOT NULL THEN i.id::text END,
			'case', (SELECT jsonb_build_object('id', k.id::text, 'number', k.number, 'title', k.title)
				FROM messaging.case_ AS k WHERE k.tenant = i.tenant AND k.id = i.case_id))
		FROM routing.v_interaction AS i CROSS JOIN LATERAL (SELECT routing.channel_json(i.tenant, i.channel) AS json OFFSET 0) AS c WHERE i.tenant = $1 AND i.id = $2);
END $$;

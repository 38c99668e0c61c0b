-- interaction_why: the stored decisions of an interaction, oldest first, at most 200: what was
-- decided, for whom, from which queue, with the explanation as it was stored (rule 27), and what is
-- computed from it: a sentence, and each member's verdict; of one that waits also why nobody has it now (SV-4); to who
-- may see the interaction. Read.
DROP FUNCTION IF EXISTS routing.interaction_why(bigint, bigint); -- it did not ask who looks
CREATE OR REPLACE FUNCTION routing.interaction_why(tenant bigint, id bigint, actor bigint,
	actor_role text)
RETURNS ops.answer
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	i routing.interaction;
	decisions jsonb;
BEGIN
	SELECT * INTO i FROM routing.interaction AS r
	WHERE r.tenant = interaction_why.tenant AND r.id = interaction_why.id;
	IF NOT FOUND THEN
		RETURN ROW ('not_found', NULL, NULL, NULL)::ops.answer;
	ELSIF NOT routing.interaction_visible(i, actor, actor_role) THEN
		RETURN ROW ('not_yours', NULL, NULL, NULL)::ops.answer;
	END IF;
	SELECT jsonb_agg(jsonb_build_object('at', ops.rfc3339(d.at), 'decision', d.kind,
		'agent', CASE WHEN d.agent IS NOT NULL THEN jsonb_build_object('id', d.agent::text,
			'name', (SELECT u.name FROM directory.v_user AS u WHERE u.tenant = d.tenant AND u.id = d.agent)) END,
		'queue', routing.queue_json(d.tenant, d.queue),
		'offer', (SELECT jsonb_build_object('id', o.id::text, 'state', o.state, 'cause', o.cause,
				'ended_at', ops.rfc3339(o.ended_at))
			FROM routing.offer AS o WHERE o.tenant = d.tenant AND o.id = d.offer),
		'words', COALESCE(routing.decision_words(d.explanation), routing.decision_told(d)),
		'members', routing.decision_members(d.tenant, d.queue, d.explanation),
		'explanation', d.explanation) ORDER BY d.at, d.id)
	INTO decisions
	FROM (SELECT * FROM routing.decision AS r
		WHERE r.tenant = i.tenant AND r.interaction = i.id
			AND r.at >= i.entered_at - interval '1 minute'
		ORDER BY r.at, r.id LIMIT 200) AS d;
	RETURN ROW ('ok', jsonb_build_object('interaction', i.id::text, 'state', i.state,
		'waiting_since', ops.rfc3339(i.entered_at), 'queue', routing.queue_json(i.tenant, i.queue),
		'now', routing.waiting_why(i, actor, actor_role), 'decisions', COALESCE(decisions, '[]')), NULL, NULL)::ops.answer;
END $$;

-- emergency_shown: an agent's frame as another person gets it: which number was dialled in an emergency, and which went with it, is for emergency_viewers alone.
CREATE OR REPLACE FUNCTION presence.emergency_shown(frame jsonb, tenant bigint, actor bigint, agent bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN $3 = $4 OR COALESCE($1 #> '{state,emergency}', 'null') = 'null'
		OR EXISTS (SELECT FROM presence.emergency_viewers($2, $4) AS v WHERE v.viewer = $3) THEN $1
		ELSE jsonb_set($1, '{state,emergency}', $1 #> '{state,emergency}' || '{"number": null, "sent": null, "answered_at": null}') END
$$;

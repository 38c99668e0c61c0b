-- dead_list: an endpoint's dead letters, oldest first, after the cursor "<pos>|<event>"; one row of
-- nothing: there is no such webhook. Read.
CREATE OR REPLACE FUNCTION hooks.dead_list(tenant bigint, endpoint bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	after_pos bigint := split_part(after, '|', 1)::bigint;
	after_event bigint := split_part(after, '|', 2)::bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM hooks.endpoint AS e WHERE e.tenant = dead_list.tenant AND e.id = dead_list.endpoint) THEN
		RETURN QUERY SELECT NULL::jsonb, NULL::text;
		RETURN;
	END IF;
	RETURN QUERY
	SELECT jsonb_build_object('event', d.event::text, 'type', 'trunkline.' || d.type,
			'subject', ops.kind_name(d.kind) || '/' || d.key, 'time', ops.rfc3339(d.at), 'attempts', d.attempt,
			'died_at', ops.rfc3339(d.died_at)),
		d.pos || '|' || d.event
	FROM hooks.dead AS d
	WHERE d.tenant = dead_list.tenant AND d.endpoint = dead_list.endpoint
		AND (after_pos IS NULL OR (d.pos, d.event) > (after_pos, after_event))
	ORDER BY d.pos, d.event LIMIT least(limit_, 501);
END $$;

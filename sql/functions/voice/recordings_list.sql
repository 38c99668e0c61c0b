-- recordings_list: recordings that somebody may know of, the newest first: an agent of their own, a supervisor of those of their
-- groups, an administrator all. `sound`: whether it can be heard. Each row with the cursor behind it. Asked agent by agent, where it is not all:
-- who has few among a million is not looked for in all of them.
CREATE OR REPLACE FUNCTION voice.recordings_list(tenant bigint, viewer bigint, viewer_role text, side text, agent bigint, interaction bigint,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before_at CONSTANT timestamptz := COALESCE((after::jsonb ->> 0)::timestamptz, 'infinity');
	before_id CONSTANT bigint := COALESCE((after::jsonb ->> 1)::bigint, 0);
	known bigint[]; -- whose; null: everybody's
	found_ voice.recording[];
BEGIN
	IF viewer_role <> 'administrator' THEN
		known := ARRAY(SELECT viewer UNION SELECT u.id FROM directory.v_supervision AS s
			JOIN directory.v_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
			WHERE viewer_role = 'supervisor' AND s.tenant = recordings_list.tenant AND s.supervisor = viewer);
	END IF;
	IF agent IS NOT NULL THEN
		known := CASE WHEN known IS NULL OR agent = ANY (known) THEN ARRAY[agent] ELSE '{}' END;
	END IF;
	IF interaction IS NOT NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list.tenant AND r.interaction = recordings_list.interaction
			AND (known IS NULL OR r.agent = ANY (known)) AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSIF known IS NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list.tenant AND (r.at, r.id) < (before_at, before_id)
			ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSE
		found_ := ARRAY(SELECT o FROM unnest(known) AS k (agent) CROSS JOIN LATERAL (SELECT r.* FROM voice.recording AS r
				WHERE r.tenant = recordings_list.tenant AND r.agent = k.agent AND (r.at, r.id) < (before_at, before_id)
				ORDER BY r.at DESC, r.id DESC LIMIT limit_) AS o
			ORDER BY o.at DESC, o.id DESC LIMIT limit_);
	END IF;
	RETURN QUERY SELECT jsonb_build_object('id', r.id::text, 'agent', jsonb_build_object('id', r.agent::text, 'name', u.name),
			'interaction', r.interaction::text, 'queue_id', r.queue::text, 'number', r.number, 'at', ops.rfc3339(r.at),
			'duration_ms', r.duration_ms, 'part', r.part, 'cut_off', r.cut_off, 'sound', r.file IS NOT NULL,
			'card', voice.party_card(r.tenant, viewer, recordings_list.side, NULL, r.number, r.shown)),
		jsonb_build_array(r.at, r.id)::text
	FROM unnest(found_) AS r LEFT JOIN directory.v_user AS u ON u.tenant = r.tenant AND u.id = r.agent
	ORDER BY r.at DESC, r.id DESC;
END $$;

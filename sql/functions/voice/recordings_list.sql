-- recordings_list: recordings that somebody may know of, the newest first: an agent of their own, a supervisor of those of their
-- groups, an administrator all. Each row with the cursor behind it.
CREATE OR REPLACE FUNCTION voice.recordings_list(tenant bigint, viewer bigint, viewer_role text, side text, agent bigint, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT jsonb_build_object('id', r.id::text, 'agent', jsonb_build_object('id', r.agent::text, 'name', u.name),
			'interaction', r.interaction::text, 'queue_id', r.queue::text, 'number', r.number, 'at', ops.rfc3339(r.at),
			'duration_ms', r.duration_ms, 'part', r.part,
			'card', voice.party_card(r.tenant, viewer, recordings_list.side, NULL, r.number, r.shown)),
		jsonb_build_array(r.at, r.id)::text
	FROM voice.recording AS r LEFT JOIN directory.v_user AS u ON u.tenant = r.tenant AND u.id = r.agent
	WHERE r.tenant = recordings_list.tenant AND (recordings_list.agent IS NULL OR r.agent = recordings_list.agent)
		AND (r.agent = viewer OR directory.supervises(r.tenant, viewer, viewer_role, r.agent))
		AND (after IS NULL OR (r.at, r.id) < ((after::jsonb ->> 0)::timestamptz, (after::jsonb ->> 1)::bigint))
	ORDER BY r.at DESC, r.id DESC LIMIT limit_;
END $$;

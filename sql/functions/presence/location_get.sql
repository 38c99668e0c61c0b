-- location_get: where an agent is as it would go with an emergency call, their places, what of it they have to be asked (EM-11). network: from
-- where they ask; known: they confirmed that place from there last. Null: no such user. Read.
CREATE OR REPLACE FUNCTION presence.location_get(tenant bigint, user_id bigint, network text)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v presence.v_emergency_line;
	l presence.location;
	s directory.site;
	-- those who speak through the workspace are asked if they have a phone, or the organisation has a trunk that takes an emergency call
	dials boolean := (SELECT u.phone_mode = 'workspace' AND (u.agent_extension IS NOT NULL OR u.work_number IS NOT NULL
			OR EXISTS (SELECT FROM voice.v_trunk AS t WHERE t.tenant = u.tenant AND NOT t.disabled)) FROM directory.app_user AS u
		WHERE u.tenant = location_get.tenant AND u.id = location_get.user_id);
BEGIN
	SELECT * INTO v FROM presence.v_emergency_line AS x WHERE x.tenant = location_get.tenant AND x.agent = location_get.user_id;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT * INTO l FROM presence.location AS x WHERE x.tenant = location_get.tenant AND x.user_id = location_get.user_id;
	SELECT * INTO s FROM directory.site AS x WHERE x.tenant = location_get.tenant AND x.id = v.site;
	RETURN jsonb_build_object('asks', dials AND NOT v.confirmed, 'confirmed', v.confirmed, 'place', v.place::text, 'shown', v.shown, 'call_back', v.sent,
		'own_number', v.own_number IS NOT NULL, 'at', ops.rfc3339(l.at), 'last', l.place::text,
		'site', CASE WHEN s.id IS NOT NULL THEN jsonb_build_object('id', s.id::text, 'name', s.name, 'country', s.country, 'words', directory.site_words(s)) END,
		'places', (SELECT COALESCE(jsonb_agg(presence.place_json(p, location_get.network) ORDER BY p.name), '[]') FROM presence.place AS p
			WHERE p.tenant = location_get.tenant AND p.user_id = location_get.user_id));
END $$;

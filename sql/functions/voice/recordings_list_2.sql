-- recordings_list_2: recordings that somebody may know of, the newest first: an agent of their own, a supervisor of those of their
-- groups, an administrator all. Of one agent, interaction, queue, number, from `since` on and before `until`; null: any. `sound`: whether it can be
-- heard; `customer`: where the viewer may see the record (SMS-6). Each row with the cursor behind it. Each way to ask reads an index of its own;
-- agent by agent, where it is not all: who has few among a million is not looked for in all of them. Read.
CREATE OR REPLACE FUNCTION voice.recordings_list_2(tenant bigint, viewer bigint, viewer_role text, side text, agent bigint, interaction bigint,
	queue bigint, number text, since timestamptz, until timestamptz, after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
<<ask>>
DECLARE
	from_at CONSTANT timestamptz := COALESCE(recordings_list_2.since, '-infinity');
	end_at CONSTANT timestamptz := COALESCE(recordings_list_2.until, 'infinity');
	page_at CONSTANT timestamptz := COALESCE((after::jsonb ->> 0)::timestamptz, 'infinity');
	-- Behind the page before, and before `until`: where that comes first, no id is small enough.
	before_at CONSTANT timestamptz := least(page_at, end_at);
	before_id CONSTANT bigint := CASE WHEN page_at < end_at THEN (after::jsonb ->> 1)::bigint ELSE 0 END;
	agent CONSTANT bigint := recordings_list_2.agent;
	interaction CONSTANT bigint := recordings_list_2.interaction;
	queue CONSTANT bigint := recordings_list_2.queue;
	number CONSTANT text := recordings_list_2.number;
	known bigint[]; -- whose; null: everybody's
	found_ voice.recording[];
BEGIN
	IF viewer_role <> 'administrator' THEN
		known := ARRAY(SELECT viewer UNION SELECT u.id FROM directory.v_supervision AS s
			JOIN directory.v_user AS u ON u.tenant = s.tenant AND u.group_id = s.group_id
			WHERE viewer_role = 'supervisor' AND s.tenant = recordings_list_2.tenant AND s.supervisor = viewer);
	END IF;
	IF ask.agent IS NOT NULL THEN
		known := CASE WHEN known IS NULL OR ask.agent = ANY (known) THEN ARRAY[ask.agent] ELSE '{}' END;
	END IF;
	IF ask.interaction IS NOT NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list_2.tenant AND r.interaction = ask.interaction
			AND (known IS NULL OR r.agent = ANY (known)) AND (ask.queue IS NULL OR r.queue = ask.queue) AND (ask.number IS NULL OR r.number = ask.number)
			AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSIF ask.number IS NOT NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list_2.tenant AND r.number = ask.number
			AND (known IS NULL OR r.agent = ANY (known)) AND (ask.queue IS NULL OR r.queue = ask.queue)
			AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSIF known IS NULL AND ask.queue IS NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list_2.tenant
			AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSIF known IS NULL THEN
		found_ := ARRAY(SELECT r FROM voice.recording AS r WHERE r.tenant = recordings_list_2.tenant AND r.queue = ask.queue
			AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_);
	ELSIF ask.queue IS NULL THEN
		found_ := ARRAY(SELECT o FROM unnest(known) AS k (agent) CROSS JOIN LATERAL (SELECT r.* FROM voice.recording AS r
				WHERE r.tenant = recordings_list_2.tenant AND r.agent = k.agent
					AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_) AS o
			ORDER BY o.at DESC, o.id DESC LIMIT limit_);
	ELSE
		found_ := ARRAY(SELECT o FROM unnest(known) AS k (agent) CROSS JOIN LATERAL (SELECT r.* FROM voice.recording AS r
				WHERE r.tenant = recordings_list_2.tenant AND r.agent = k.agent AND r.queue = ask.queue
					AND r.at >= from_at AND (r.at, r.id) < (before_at, before_id) ORDER BY r.at DESC, r.id DESC LIMIT limit_) AS o
			ORDER BY o.at DESC, o.id DESC LIMIT limit_);
	END IF;
	RETURN QUERY SELECT jsonb_build_object('id', r.id::text, 'agent', jsonb_build_object('id', r.agent::text, 'name', u.name),
			'interaction', r.interaction::text, 'queue_id', r.queue::text, 'number', r.number, 'at', ops.rfc3339(r.at),
			'duration_ms', r.duration_ms, 'part', r.part, 'cut_off', r.cut_off, 'sound', r.file IS NOT NULL,
			'card', voice.party_card(r.tenant, viewer, recordings_list_2.side, NULL, r.number, r.shown),
			'queue', CASE WHEN r.queue IS NOT NULL THEN jsonb_build_object('id', r.queue::text, 'name', q.name) END,
			'customer', CASE WHEN c.id IS NOT NULL AND (viewer_role = 'administrator' OR routing.interaction_pops(r.tenant, r.interaction, viewer, viewer_role))
				THEN jsonb_build_object('id', c.id::text, 'name', c.name) END),
		jsonb_build_array(r.at, r.id)::text
	FROM unnest(found_) AS r LEFT JOIN directory.v_user AS u ON u.tenant = r.tenant AND u.id = r.agent
	LEFT JOIN routing.v_queue AS q ON q.tenant = r.tenant AND q.id = r.queue
	LEFT JOIN routing.v_interaction AS i ON i.tenant = r.tenant AND i.id = r.interaction
	LEFT JOIN messaging.v_conversation AS k ON k.tenant = i.tenant AND k.id = i.conversation
	LEFT JOIN messaging.v_customer AS c ON c.tenant = k.tenant AND c.id = k.customer
	ORDER BY r.at DESC, r.id DESC;
END $$;

-- voicemails_list: an account's voicemails and those of the queues that it serves, leads or administers, the newest first; of one queue, new ones
-- alone, if asked. Each row with the cursor behind it.
DROP FUNCTION IF EXISTS voice.voicemails_list(bigint, bigint, text, boolean, text, integer);
CREATE OR REPLACE FUNCTION voice.voicemails_list(tenant bigint, viewer bigint, viewer_role text, side text, unread boolean, queue bigint,
	after text, limit_ integer)
RETURNS TABLE (item jsonb, cursor text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	served CONSTANT bigint[] := CASE WHEN side = 'agent' THEN ARRAY(SELECT q.id FROM routing.v_queue AS q
		WHERE q.tenant = voicemails_list.tenant AND q.medium = 'voice' AND routing.queue_served(q.tenant, q.id, viewer, viewer_role)) END;
BEGIN
	RETURN QUERY SELECT voice.voicemail_json(v, viewer, voicemails_list.side), jsonb_build_array(v.at, v.id)::text
	FROM voice.voicemail AS v
	WHERE v.tenant = voicemails_list.tenant AND v.deleted_at IS NULL
		AND (v.owner = viewer AND v.side = voicemails_list.side OR v.queue = ANY (served))
		AND (voicemails_list.queue IS NULL OR v.queue = voicemails_list.queue)
		AND (unread IS NOT TRUE OR v.read_at IS NULL)
		AND (after IS NULL OR (v.at, v.id) < ((after::jsonb ->> 0)::timestamptz, (after::jsonb ->> 1)::bigint))
	ORDER BY v.at DESC, v.id DESC LIMIT limit_;
END $$;

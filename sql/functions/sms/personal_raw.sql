-- personal_raw: of the limit_ carriers' calls after (after_at, after_id) those that name one of these
-- numbers, for the export (what came to a user's own number is theirs alone): what speaks of them alone (raw_part; raw null: it can't be read, so that it could show others'); and how
-- far it looked. Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.personal_raw(tenant bigint, numbers text[], after_at timestamptz, after_id bigint,
	limit_ integer, OUT data jsonb, OUT at timestamptz, OUT id bigint, OUT more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	WITH looked AS MATERIALIZED (
		SELECT r.at, r.id, r.tenant, r.channel, r.raw FROM sms.raw_inbound AS r
		WHERE (r.at, r.id) > (after_at, after_id) ORDER BY r.at, r.id LIMIT limit_
	)
	SELECT COALESCE(jsonb_agg(jsonb_build_object('at', ops.rfc3339(l.at), 'channel', l.channel::text,
			'raw', translate(encode(sms.raw_part(l.raw, numbers), 'base64'), E'\n', '')) ORDER BY l.at, l.id)
			FILTER (WHERE l.tenant = personal_raw.tenant AND NOT EXISTS (SELECT FROM directory.v_any_channel AS c
				WHERE c.tenant = l.tenant AND c.id = l.channel AND c.user_id IS NOT NULL) AND sms.raw_names(l.raw, numbers)), '[]'), count(*) = limit_
	INTO data, more FROM looked AS l;
	SELECT r.at, r.id INTO at, id FROM (SELECT x.at, x.id FROM sms.raw_inbound AS x
		WHERE (x.at, x.id) > (after_at, after_id) ORDER BY x.at, x.id LIMIT limit_) AS r ORDER BY r.at DESC, r.id DESC LIMIT 1;
END $$;

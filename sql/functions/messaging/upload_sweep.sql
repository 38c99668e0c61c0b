-- upload_sweep: forgets at most limit_ uploads that nobody attached to a message or a fax within a day (rule 29), and images of users that
-- are there no more. Answers how many. Waits for nobody.
CREATE OR REPLACE FUNCTION messaging.upload_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	before timestamptz := ops.clock() - interval '1 day';
	swept bigint := 0;
	u record;
BEGIN
	FOR u IN SELECT r.tenant, r.id FROM messaging.upload AS r WHERE r.message IS NULL AND r.fax IS NULL AND r.at < before ORDER BY r.at LIMIT limit_ LOOP
		swept := swept + messaging.upload_drop(u.tenant, u.id)::integer;
	END LOOP;
	DELETE FROM messaging.avatar AS a WHERE a.ctid = ANY (ARRAY(SELECT o.ctid FROM messaging.avatar AS o
		WHERE NOT EXISTS (SELECT FROM directory.v_user AS r WHERE r.tenant = o.tenant AND r.id = o.user_id) LIMIT limit_));
	RETURN swept;
END $$;

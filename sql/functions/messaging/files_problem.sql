-- files_problem: why files, and images of a text, can't come with a message; null: they can. account: who gave them; speaker, other: as
-- which account they write, to whom (null: a room). no_files (the matrix), file_unknown, file_not_ready (still coming, being
-- scanned, or refused), file_attached. Internal. Keys: upload of each.
CREATE OR REPLACE FUNCTION messaging.files_problem(tenant bigint, account bigint, speaker bigint, other bigint, files bigint[],
	images bigint[])
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	given record;
	u messaging.upload;
BEGIN
	IF cardinality(files) > 0 AND messaging.may(tenant, speaker, other, 'file') <> 'ok' THEN
		RETURN 'no_files';
	END IF;
	FOR given IN SELECT f.id, 'file' AS purpose FROM unnest(files) AS f (id)
		UNION ALL SELECT i.id, 'inline_image' FROM unnest(images) AS i (id)
	LOOP
		IF ops.keys_checked() THEN
			PERFORM ops.keys_assert(ops.key('upload', tenant, given.id::text));
		END IF;
		SELECT * INTO u FROM messaging.upload AS r WHERE r.tenant = files_problem.tenant AND r.id = given.id
			AND r.user_id = abs(account) AND r.side = messaging.side_of(account) AND r.purpose = given.purpose;
		IF NOT FOUND THEN
			RETURN 'file_unknown';
		ELSIF u.state <> 'stored' THEN
			RETURN 'file_not_ready';
		ELSIF u.message IS NOT NULL OR u.fax IS NOT NULL THEN
			RETURN 'file_attached';
		END IF;
	END LOOP;
	RETURN NULL;
END $$;

-- file_drop: forgets a file's bytes, unless somebody refers to them still. Internal. Keys: file.
CREATE OR REPLACE FUNCTION messaging.file_drop(tenant bigint, file bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	DELETE FROM messaging.file AS f WHERE f.tenant = file_drop.tenant AND f.id = file_drop.file
		AND NOT EXISTS (SELECT FROM messaging.attachment AS r WHERE r.tenant = f.tenant AND r.file = f.id)
		AND NOT EXISTS (SELECT FROM messaging.upload AS u WHERE u.tenant = f.tenant AND u.file = f.id)
		AND NOT EXISTS (SELECT FROM voice.v_file AS v WHERE v.tenant = f.tenant AND v.file = f.id);
END $$;

-- fax_files_set: these files of its owner, in this order, belong to a fax; such as did and are not among them do no more. Answers why
-- not: file_unknown, file_not_ready, file_attached, fax_file_kind (one is of no kind that can be faxed); null: they do.
-- Called by sms, which holds the fax. Keys: upload of each.
CREATE OR REPLACE FUNCTION messaging.fax_files_set(tenant bigint, actor bigint, fax bigint, files bigint[])
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u messaging.upload;
	given bigint;
BEGIN
	FOREACH given IN ARRAY files LOOP
		IF ops.keys_checked() THEN
			PERFORM ops.keys_assert(ops.key('upload', tenant, given::text));
		END IF;
		SELECT * INTO u FROM messaging.upload AS r WHERE r.tenant = fax_files_set.tenant AND r.id = given AND r.user_id = actor AND r.purpose = 'file';
		IF NOT FOUND THEN
			RETURN 'file_unknown';
		ELSIF u.state <> 'stored' THEN
			RETURN 'file_not_ready';
		ELSIF u.message IS NOT NULL OR u.fax <> fax_files_set.fax THEN
			RETURN 'file_attached';
		ELSIF COALESCE(u.type, '') NOT IN ('application/pdf', 'image/tiff', 'image/png') THEN
			RETURN 'fax_file_kind';
		END IF;
	END LOOP;
	UPDATE messaging.upload AS r SET fax = NULL, position = NULL, at = ops.clock()
	WHERE r.tenant = fax_files_set.tenant AND r.fax = fax_files_set.fax AND r.id <> ALL (files);
	UPDATE messaging.upload AS r SET fax = fax_files_set.fax, position = array_position(files, r.id)
	WHERE r.tenant = fax_files_set.tenant AND r.id = ANY (files);
	RETURN NULL;
END $$;

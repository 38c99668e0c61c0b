-- upload_problem: why a user may not give another file of so many bytes; null: they may. Internal. Keys: uploads (the user).
CREATE OR REPLACE FUNCTION messaging.upload_problem(tenant bigint, actor bigint, bytes bigint, loose_max integer)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF bytes > (SELECT t.file_bytes_max FROM directory.v_tenant AS t WHERE t.id = upload_problem.tenant) THEN
		RETURN 'file_too_large';
	ELSIF (SELECT count(*) FROM messaging.upload AS u
		WHERE u.tenant = upload_problem.tenant AND u.user_id = actor AND u.message IS NULL AND u.fax IS NULL) >= loose_max THEN
		RETURN 'too_many';
	END IF;
	RETURN NULL;
END $$;

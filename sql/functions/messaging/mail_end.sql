-- mail_end: what became of an e-mail: it was taken or refused for good (again_ms null: the row goes), or is to be tried again after so long.
CREATE OR REPLACE FUNCTION messaging.mail_end(tenant bigint, id bigint, again_ms bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF again_ms IS NULL THEN
		DELETE FROM messaging.mail AS m WHERE m.tenant = mail_end.tenant AND m.id = mail_end.id;
	ELSE
		UPDATE messaging.mail AS m SET due_at = ops.clock() + again_ms * interval '1 millisecond'
		WHERE m.tenant = mail_end.tenant AND m.id = mail_end.id;
	END IF;
END $$;

-- holder_leave: gives all away that a process holds of a kind (SIGTERM), as holder_release does one.
-- Answers how many.
CREATE OR REPLACE FUNCTION ops.holder_leave(kind text, boot bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	given bigint;
BEGIN
	UPDATE ops.holder AS h SET boot = NULL, since = ops.clock()
	WHERE h.kind = holder_leave.kind AND h.boot = holder_leave.boot;
	GET DIAGNOSTICS given = ROW_COUNT;
	RETURN given;
END $$;

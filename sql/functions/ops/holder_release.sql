-- holder_release: gives a thing away (SIGTERM), if this process still holds it in this epoch.
-- The next one claims it at once with the epoch and beat that holder_list shows.
CREATE OR REPLACE FUNCTION ops.holder_release(kind text, thing bigint, boot bigint, epoch bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE ops.holder AS h SET boot = NULL, since = ops.clock()
	WHERE h.kind = holder_release.kind AND h.thing = holder_release.thing
		AND h.boot = holder_release.boot AND h.epoch = holder_release.epoch;
	IF FOUND THEN
	END IF;
	RETURN FOUND;
END $$;

-- avatar_read: the image of somebody who stands in the viewer's directory: in mode 3 anybody, else who has an account on the same
-- side; and one's own. No row: there is none for them. Read.
DROP FUNCTION IF EXISTS messaging.avatar_read(bigint, bigint, integer); -- it knew no viewer
CREATE OR REPLACE FUNCTION messaging.avatar_read(tenant bigint, user_id bigint, size integer, viewer bigint DEFAULT NULL, side text DEFAULT NULL)
RETURNS TABLE (type text, bytes bytea, version bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY SELECT a.type, a.bytes, a.version FROM messaging.avatar AS a
		JOIN directory.v_user AS u ON u.tenant = a.tenant AND u.id = a.user_id
		WHERE a.tenant = avatar_read.tenant AND a.user_id = avatar_read.user_id AND a.size = avatar_read.size
			AND (viewer IS NULL OR u.id = viewer OR CASE side WHEN 'work' THEN u.has_work ELSE u.has_seat END
				OR (SELECT t.mode = 3 FROM directory.v_tenant AS t WHERE t.id = u.tenant));
END $$;

-- person_seen: people_seen of one; null: the viewer may see nothing of them, or there is nobody.
CREATE OR REPLACE FUNCTION presence.person_seen(tenant bigint, viewer bigint, side text, user_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT s.state FROM presence.people_seen(tenant, viewer, side, ARRAY[user_id]) AS s);
END $$;

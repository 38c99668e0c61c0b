-- channel_held: how many conversations a user's own number has, counted to 1,000. Internal, called by directory.
CREATE OR REPLACE FUNCTION messaging.channel_held(tenant bigint, channel bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT count(*) FROM (SELECT FROM messaging.conversation AS c WHERE c.tenant = channel_held.tenant
		AND c.channel = channel_held.channel AND c.owner IS NOT NULL LIMIT 1000) AS few);
END $$;

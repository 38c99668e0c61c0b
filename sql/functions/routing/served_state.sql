-- served_state: the one shape of the thing "served" (kind 24): the queues that an agent serves, for their own pages. Its version is the revision of
-- the configuration, which rises with each membership (served_tell).
CREATE OR REPLACE FUNCTION routing.served_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing;
BEGIN
	thing.version := COALESCE((SELECT r.revision FROM routing.revision AS r WHERE r.tenant = served_state.tenant), 0);
	thing.audience := ARRAY[key];
	thing.state := jsonb_build_object('queues', ARRAY(SELECT m.queue::text FROM routing.member AS m
		WHERE m.tenant = served_state.tenant AND m.agent = served_state.key AND m.enabled ORDER BY m.queue));
	RETURN thing;
END $$;

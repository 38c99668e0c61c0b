-- person_state: the one shape of the thing "person" (kind 14): what others may see of a user's two accounts, of which
-- a viewer is shown what presence.people_seen names. Nobody's page has it without asking: no audience.
CREATE OR REPLACE FUNCTION presence.person_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	w presence.v_work;
	online boolean := presence.person_online(tenant, key, ops.clock());
	thing ops.thing;
BEGIN
	SELECT * INTO w FROM presence.v_work AS r WHERE r.tenant = $1 AND r.user_id = $2;
	SELECT p.version INTO thing.version FROM presence.person AS p WHERE p.tenant = $1 AND p.user_id = $2;
	thing.audience := '{}';
	IF w.shown IS NOT NULL OR online IS NOT NULL THEN
		thing.state := jsonb_build_object('user', key::text, 'work', presence.person_work(w.shown, w.message, w.until, w.last_seen),
			'agent', CASE WHEN online IS NOT NULL THEN jsonb_build_object('online', online) END);
	END IF;
	RETURN thing;
END $$;

-- login_event: a login, its end, or one that was refused, as integrators are shown it: what the event kept (session_event_state,
-- audit_notes), with the user's name as it is now. `user` is null for a name that nobody has. Internal, called by hooks.
CREATE OR REPLACE FUNCTION presence.login_event(tenant bigint, stored jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN stored || jsonb_build_object('user', CASE WHEN stored ->> 'user' IS NOT NULL THEN jsonb_build_object('id', stored ->> 'user',
		'name', (SELECT u.name FROM directory.app_user AS u WHERE u.tenant = login_event.tenant AND u.id = (stored ->> 'user')::bigint)) END);
END $$;

-- resource_keys: the lock keys that an import of these items needs besides the configuration's: a user's change reaches the
-- status, the sessions and what others see of who was ever logged in; numbers are claimed one organisation at a time (number_claim).
CREATE OR REPLACE FUNCTION directory.resource_keys(noun text, tenant bigint, items jsonb)
RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN CASE WHEN noun IN ('phone_number', 'site') THEN ARRAY[ops.key('numbers', 0, '')]
	WHEN noun = 'user' THEN ARRAY(SELECT ops.key('agent', u.tenant, u.id::text) FROM directory.app_user AS u
		WHERE u.tenant = resource_keys.tenant AND u.username IN (SELECT e.value ->> 'username' FROM jsonb_array_elements(items) AS e)
			AND (EXISTS (SELECT FROM presence.agent_status AS a WHERE a.tenant = u.tenant AND a.agent = u.id)
				OR EXISTS (SELECT FROM presence.person AS p WHERE p.tenant = u.tenant AND p.user_id = u.id)
				OR EXISTS (SELECT FROM presence.session AS s WHERE s.tenant = u.tenant AND s.user_id = u.id AND s.revoked_at IS NULL))) END;
END $$;

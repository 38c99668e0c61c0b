-- role_setting_put: a setting of the organisation that lists the kinds of users who have a permission: their roles have it, and the others' not.
-- `field`: its name; null in `item`: not given. Internal to a_tenant_saved. Keys: config.
CREATE OR REPLACE FUNCTION directory.role_setting_put(tenant bigint, item jsonb, field text, permission text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	holders CONSTANT text[] := (SELECT p.holders FROM directory.permissions() AS p WHERE p.name = permission);
BEGIN
	IF NOT item ? field THEN
		RETURN;
	ELSIF jsonb_typeof(item -> field) <> 'array' OR NOT item -> field <@ to_jsonb(holders) THEN
		PERFORM ops.resource_refuse('invalid', field, format('A list of: %s.', array_to_string(holders, ', ')));
	END IF;
	UPDATE directory.role AS r SET version = r.version + 1, permissions = ARRAY(SELECT p.name FROM unnest(r.permissions) AS p (name) WHERE p.name <> permission
		UNION SELECT permission WHERE item -> field ? r.user_role ORDER BY 1)
	WHERE r.tenant = role_setting_put.tenant AND r.user_role IS NOT NULL AND (permission = ANY (r.permissions)) <> (item -> field ? r.user_role);
END $$;

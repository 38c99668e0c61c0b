-- a_role_saved: a role has permissions that there are, each once; that of a kind of users keeps its name, is not deleted, and has no permission
-- that such users can't use. Keys: config.
CREATE OR REPLACE FUNCTION directory.a_role_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	kind CONSTANT text := before ->> 'user_role';
	wrong record;
BEGIN
	IF kind IS NOT NULL AND after IS NULL THEN
		PERFORM ops.resource_refuse('built_in_role', NULL, format('All users of the role %s have it: it can be changed and not deleted.', kind));
	ELSIF kind IS NOT NULL AND after ->> 'name' <> before ->> 'name' THEN
		PERFORM ops.resource_refuse('invalid', 'name', format('All users of the role %s have it: its name stays.', kind));
	END IF;
	IF before IS NULL AND NOT ops.importing() AND (SELECT count(*) FROM directory.role AS r WHERE r.tenant = a_role_saved.tenant) > 100 THEN
		PERFORM ops.resource_refuse('too_many', NULL, 'An organisation has at most 100 roles.');
	END IF;
	SELECT w.name, w.n - 1 AS n, p.name IS NULL AS unknown INTO wrong
	FROM jsonb_array_elements_text(CASE WHEN item ? 'permissions' THEN after -> 'permissions' END) WITH ORDINALITY AS w (name, n)
	LEFT JOIN directory.permissions() AS p ON p.name = w.name
	WHERE p.name IS NULL OR kind <> ALL (p.holders) ORDER BY w.n LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', format('permissions/%s', wrong.n), CASE WHEN wrong.unknown
			THEN format('There is no permission "%s"; there are %s.', left(wrong.name, 50), (SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM directory.permissions() AS p))
			ELSE format('Users of the role %s can''t use %s.', kind, wrong.name) END);
	END IF;
	UPDATE directory.role AS r SET permissions = ARRAY(SELECT DISTINCT p.name FROM unnest(r.permissions) AS p (name) ORDER BY p.name)
	WHERE r.tenant = a_role_saved.tenant AND r.id = a_role_saved.id AND item ? 'permissions';
	-- What some of the organisation's settings say, these roles have: whoever has read the settings before has read something else.
	UPDATE directory.tenant AS t SET version = t.version + 1
	WHERE t.id = a_role_saved.tenant AND kind IS NOT NULL AND item ? 'permissions' AND EXISTS (SELECT FROM directory.role_settings() AS s
		WHERE (before -> 'permissions' ? s.permission) <> (after -> 'permissions' ? s.permission));
END $$;

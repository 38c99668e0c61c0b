-- config_read: the resources of a file, {"queue": [...]}, checked as far as it can be without a tenant: a whole file, or
-- the rows of one resource (`noun`). What is wrong is refused. Internal.
CREATE OR REPLACE FUNCTION directory.config_read(noun text, body text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	file jsonb;
	resources jsonb;
	unknown text;
	line text;
BEGIN
	BEGIN
		file := body::jsonb;
	EXCEPTION WHEN untranslatable_character THEN
		PERFORM ops.resource_refuse('invalid', '', 'A text holds the character U+0000, which is not taken.');
	WHEN data_exception OR statement_too_complex OR program_limit_exceeded THEN
		GET STACKED DIAGNOSTICS line = PG_EXCEPTION_CONTEXT;
		line := substring(line FROM 'line (\d+)');
		PERFORM ops.resource_refuse('bad_request', NULL, COALESCE(format('The body is not JSON: line %s.', line), 'The body is not JSON.'));
	END;
	IF noun IS NOT NULL THEN
		resources := jsonb_build_object(noun, file);
	ELSIF jsonb_typeof(file) <> 'object' OR file ->> 'format' IS DISTINCT FROM 'trunkline-configuration' THEN
		PERFORM ops.resource_refuse('invalid', 'format', 'This is no configuration of Trunkline.');
	ELSIF file -> 'format_version' IS DISTINCT FROM '1' THEN
		PERFORM ops.resource_refuse('invalid', 'format_version', 'Must be 1.');
	ELSIF jsonb_typeof(file -> 'resources') IS DISTINCT FROM 'object' THEN
		PERFORM ops.resource_refuse('invalid', 'resources', 'Must be an object.');
	ELSE
		resources := file -> 'resources';
	END IF;
	-- What the roles of all users have stands with them.
	IF resources @? '$.role[*] ? (@.name == "Agent" || @.name == "Supervisor" || @.name == "Administrator") ? (exists (@.permissions))'
		AND jsonb_typeof(resources -> 'tenant') = 'array' THEN
		resources := jsonb_set(resources, '{tenant}', (SELECT COALESCE(jsonb_agg(CASE jsonb_typeof(t.value) WHEN 'object'
			THEN t.value - ARRAY(SELECT s.field FROM directory.role_settings() AS s) ELSE t.value END ORDER BY t.ordinality), '[]')
			FROM jsonb_array_elements(resources -> 'tenant') WITH ORDINALITY AS t));
	END IF;
	SELECT r.key INTO unknown FROM jsonb_each(resources) AS r
	WHERE jsonb_typeof(r.value) <> 'array' OR r.key NOT IN (SELECT c.noun FROM ops.config_nouns() AS c) LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', CASE WHEN noun IS NULL THEN 'resources/' || left(unknown, 100) ELSE '' END,
			CASE WHEN jsonb_typeof(resources -> unknown) = 'array' THEN 'There is no such resource.' ELSE 'Must be a list.' END);
	ELSIF (SELECT sum(jsonb_array_length(r.value)) FROM jsonb_each(resources) AS r) > 200000 THEN
		PERFORM ops.resource_refuse('invalid', NULL, 'At most 200,000 things can be imported at once.');
	END IF;
	RETURN resources;
END $$;
